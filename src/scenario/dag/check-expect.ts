/** What a DAG file expects: of events, rules and servers that there are. */
import { AUTH_RULES } from '../../room/msc4256/auth-rules.js';
import { type Draft, EACH } from '../draft.js';
import { type Finding, finding, type Path } from '../problem.js';
import { didYouMean } from '../suggestions.js';
import { unknownLabel } from './check-parents.js';
import type { LabelTable } from './labels.js';

const RULES: ReadonlySet<string> = new Set(AUTH_RULES.map(({ rule }) => rule));

export const checkExpectations = (draft: Draft, table: LabelTable): readonly Finding[] =>
  [['expect'], ...draft.paths(['readings', EACH]).map((path) => [...path, 'expect'])].flatMap((path) => checkOne(draft, path, table));

function checkOne(draft: Draft, path: Path, { events }: LabelTable): readonly Finding[] {
  const labels = [...draft.labels([...path, 'tip']), ...draft.labels([...path, 'order'])];
  const byRule = [...path, 'refused'];
  const delivered = draft.keys(['deliver']);
  const servers = draft.keys([...path, 'servers']).flatMap((server) => {
    const here = [...path, 'servers', server];
    const unknown = delivered.includes(server)
      ? []
      : [finding(here, `nothing is delivered to "${server}"${didYouMean(server, delivered)}`, 'key')];
    const outcomes = (['rejected', 'soft_failed'] as const).flatMap((outcome) => checkRules(draft, [...here, outcome], events));
    return [...unknown, ...draft.labels([...here, 'tip']).flatMap((part) => unknownLabel(part, events)), ...outcomes];
  });
  return [...labels.flatMap((part) => unknownLabel(part, events)), ...checkRules(draft, byRule, events), ...servers];
}

/** A map of labels to rules. */
const checkRules = (draft: Draft, path: Path, events: LabelTable['events']): readonly Finding[] =>
  draft.keys(path).flatMap((label) => {
    const here = [...path, label];
    const unknown = unknownLabel({ path: here, value: label }, events).map((one) => ({ ...one, on: 'key' as const }));
    const rules = draft
      .texts(here)
      .filter(({ value }) => !RULES.has(value))
      .map((part) => finding(part.path, `there is no auth rule "${part.value}"`));
    return [...unknown, ...rules];
  });
