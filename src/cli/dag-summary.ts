/** What came of a DAG, for a person who knows the MSC: the DAG itself, who wins and why, and what each server makes of it. */

import { graftLine } from '../report/room-dag/replay.js';
import type { DagResult, Decision } from '../resolve/decide.js';
import type { ReceivedEvent } from '../resolve/delivery.js';
import { AUTH_RULES } from '../room/msc4256/auth-rules.js';
import { BASELINE } from '../room/msc4256/reading.js';
import type { Dag } from '../scenario/dag/dag.js';
import { dagPicture } from './dag-picture.js';
import { wrapped } from './readable.js';

export const dagSummary = (file: string, dag: Dag, result: DagResult): string => {
  const sections: readonly (readonly string[])[] = [
    [dag.name === undefined ? file : `${dag.name}  (${file})`, ...wrapped(dag.about ?? ''), ...readingOf(dag)],
    dagPicture(dag, result),
    resolution(dag, result),
    ...Object.entries(result.servers).map(([name]) => server(dag, result, name)),
    ...(result.readings ?? []).map((other) => otherReading(result, other)),
    rulesNamed(result),
    expectations(result),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

const readingOf = ({ rules }: Dag): readonly string[] => {
  const changed = Object.entries(rules).filter(([knob, value]) => BASELINE[knob as keyof typeof BASELINE] !== value); // its own keys
  return changed.length === 0 ? [] : [`rules other than the default: ${changed.map((each) => each.join(': ')).join(', ')}`];
};

function resolution(dag: Dag, result: Decision): readonly string[] {
  if (dag.resolve === undefined) return [];
  const { steps, tip } = result;
  const longest = Math.max(0, ...steps.map(({ event }) => event.length));
  const told = steps.map(({ event, rule, why }, place) => {
    const outcome = rule === undefined ? 'accepted' : `refused by ${rule}: ${why}`;
    return `${String(place + 1).padStart(3)}  ${event.padEnd(longest)}  ${outcome}`;
  });
  return [
    `Resolving ${dag.resolve.join(' and ')}, in the order of the powers`,
    ...(steps.length === 0 ? ['  all state sets are the same'] : told),
    tip === null ? '  No commit is left.' : `  ${tip} is the current commit.`,
    ...(result.grafts ?? []).map(
      (graft) => `  ${graftLine({ commit: graft.event, upon: graft.upon, madeUpon: graft.made_upon ?? undefined })}`,
    ),
    ...(result.decided_by_event_id === true ? ['  An event id decided between two of them: origin and timestamp were equal.'] : []),
  ];
}

function server(dag: Dag, { servers }: Decision, name: string): readonly string[] {
  const result = servers[name];
  if (result === undefined) return [];
  const refused = [...(result.unsaid ?? []), ...result.events].flatMap((event) => refusal(event));
  const received = dag.deliver.get(name)?.said ?? [];
  return [
    `At ${name}, which received ${received.join(', ')}`,
    ...(refused.length === 0 ? ['  all were accepted'] : indented(refused)),
    `  ${result.tip ?? 'no commit'} is current in the end`,
  ];
}

const refusal = (event: ReceivedEvent): readonly string[] => {
  if (event.outcome === 'accepted') return [];
  const outcome = event.outcome === 'rejected' ? 'rejected' : 'soft-failed';
  return [`${event.event}  ${outcome} at check ${event.check} by ${event.rule}: ${event.why}`];
};

/** Another reading on a line for each thing that it changes. */
function otherReading(baseline: Decision, other: Decision & { readonly rules: object }): readonly string[] {
  const rules = Object.entries(other.rules).map((each) => each.join(': '));
  const steps = ({ steps: all }: Decision): string =>
    all.map(({ event, rule }) => (rule === undefined ? event : `${event} refused by ${rule}`)).join(', ');
  const lines: string[] = [];
  if (steps(baseline) !== steps(other)) lines.push(`steps: ${steps(other)}`);
  if (baseline.tip !== other.tip) lines.push(`${other.tip ?? 'no commit'} is the current commit, not ${baseline.tip ?? 'none'}`);
  if (baseline.graft !== other.graft) lines.push(other.graft ? 'it is a GRAFT' : 'it is no graft');
  for (const [name, result] of Object.entries(other.servers)) {
    const before = baseline.servers[name];
    const told = (each: typeof before): string => [each?.tip, ...(each?.events ?? []).flatMap(refusal)].join('\n');
    if (told(before) === told(result)) continue;
    const refused = result.events
      .filter(({ outcome }) => outcome !== 'accepted')
      .map((each) => ('rule' in each ? `${each.event} ${each.outcome.replace('_', '-')} by ${each.rule}` : each.event));
    lines.push(
      `at ${name}: ${refused.length === 0 ? 'all accepted' : refused.join(', ')}; ${result.tip ?? 'no commit'} is current in the end`,
    );
  }
  return [`With ${rules.join(', ')}`, ...indented(lines.length === 0 ? ['nothing changes'] : lines)];
}

/** The text of every rule that refused something. */
function rulesNamed(result: DagResult): readonly string[] {
  const decisions: readonly Decision[] = [result, ...(result.readings ?? [])];
  const named = new Set(
    decisions.flatMap(({ steps, servers }) => [
      ...steps.map(({ rule }) => rule),
      ...Object.values(servers).flatMap(({ events, unsaid = [] }) =>
        [...unsaid, ...events].map((event) => ('rule' in event ? event.rule : undefined)),
      ),
    ]),
  );
  const rules = AUTH_RULES.filter(({ rule }) => named.has(rule));
  return rules.length === 0 ? [] : ['Auth rules', ...rules.map(({ rule, text }) => `  ${rule.padEnd(4)}  ${text}`)];
}

function expectations(result: DagResult): readonly string[] {
  const all = [result, ...(result.readings ?? [])].flatMap((decision) => {
    const prefix =
      'rules' in decision
        ? `with ${Object.entries(decision.rules)
            .map((each) => each.join(': '))
            .join(', ')}: `
        : '';
    return (decision.expectations ?? []).map((outcome) => ({ ...outcome, expect: prefix + outcome.expect }));
  });
  if (all.length === 0) return [];
  const failed = all.filter(({ held }) => !held);
  return failed.length === 0
    ? [`Expected: all ${all.length} expectations held`]
    : [
        'Expected',
        ...failed.map(
          ({ expect, expected, actual }) =>
            `  FAILED  ${expect}: expected ${JSON.stringify(expected)}, but it is ${JSON.stringify(actual)}`,
        ),
      ];
}
