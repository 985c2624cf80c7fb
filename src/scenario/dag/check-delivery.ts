/** What is resolved and what servers receive: a server gets each event once, after all that the event refers to. */
import { isServerName } from '../../room/msc4256/server-name.js';
import type { Draft } from '../draft.js';
import { type Finding, finding } from '../problem.js';
import { repeated } from '../repeated.js';
import { unknownLabel } from './check-parents.js';
import type { Label } from './dag.js';
import type { LabelTable } from './labels.js';

const KINDS = { create: 'a create event', commit: 'a commit', pending: 'a pending commit', message: 'a message' } as const;

export const checkResolve = (draft: Draft, { events }: LabelTable): readonly Finding[] =>
  draft.labels(['resolve']).flatMap((part) => {
    const named = events.get(part.value);
    if (named === undefined) return unknownLabel(part, events);
    return named.kind === 'commit' ? [] : [finding(part.path, `"${part.value}" is ${KINDS[named.kind]}: expected a commit`)];
  });

export const checkDeliver = (draft: Draft, table: LabelTable): readonly Finding[] =>
  draft.keys(['deliver']).flatMap((server) => {
    const name = isServerName(server) ? [] : [finding(['deliver', server], `"${server}" is no server name`, 'key')];
    return [...name, ...checkOrder(draft, ['deliver', server], table)];
  });

function checkOrder(draft: Draft, path: readonly string[], { events }: LabelTable): readonly Finding[] {
  const delivered = draft.labels(path);
  const arrived = new Set<Label>(unsaidCreates(delivered, events));
  const findings: Finding[] = [...repeated(delivered)];
  for (const part of delivered) {
    const event = events.get(part.value);
    findings.push(...unknownLabel(part, events));
    const missing = [...new Set([...(event?.prev ?? []), ...(event?.auth ?? [])].map(({ value }) => value))].filter(
      (parent) => events.has(parent) && !arrived.has(parent),
    );
    for (const parent of missing) {
      const later = delivered.some(({ value }) => value === parent);
      const what = later ? 'is delivered later' : 'is not delivered';
      findings.push(finding(part.path, `"${part.value}" refers to "${parent}", which ${what}: parents come first`));
    }
    arrived.add(part.value);
  }
  return findings;
}

/** Create events come first, unsaid, where a delivery names none itself. */
const unsaidCreates = (delivered: readonly { readonly value: Label }[], events: LabelTable['events']): readonly Label[] => {
  const creates = [...events.values()].filter(({ kind }) => kind === 'create').map(({ label }) => label);
  return delivered.some(({ value }) => creates.includes(value)) ? [] : creates;
};
