/** Whether what a DAG file expects holds of what came of it. */
import type { DagExpectation, Label, RuleNumber, ServerExpectation } from '../scenario/dag/dag.js';
import type { ReceivedEvent, ServerResult } from './delivery.js';
import type { StepResult } from './resolution.js';

/** One expectation, what is expected and what is. Both are as in the file. */
export interface ExpectationOutcome {
  /** Its path in the file, `servers.y.tip`. */
  readonly expect: string;
  readonly held: boolean;
  readonly expected: unknown;
  readonly actual: unknown;
}

interface Decided {
  readonly tip: Label | null;
  readonly graft: boolean;
  readonly steps: readonly StepResult[];
  readonly servers: Readonly<Record<string, ServerResult>>;
}

export function checkExpectation(expectation: DagExpectation, { tip, graft, steps, servers }: Decided): readonly ExpectationOutcome[] {
  const refused = steps.flatMap(({ event, rule }) => (rule === undefined ? [] : [[event, rule] as const]));
  return [
    ...compared('tip', expectation.tip, tip),
    ...compared('graft', expectation.graft, graft),
    ...compared(
      'order',
      expectation.order,
      steps.map(({ event }) => event),
    ),
    ...compared('refused', expectation.refused, Object.fromEntries(refused)),
    ...Object.entries(expectation.servers ?? {}).flatMap(([name, expected]) => checkServer(name, expected, servers[name])),
  ];
}

const checkServer = (name: string, expected: ServerExpectation, result: ServerResult | undefined): readonly ExpectationOutcome[] => [
  ...compared(`servers.${name}.tip`, expected.tip, result?.tip ?? null),
  ...compared(`servers.${name}.rejected`, expected.rejected, rulesOf('rejected', result)),
  ...compared(`servers.${name}.soft_failed`, expected.softFailed, rulesOf('soft_failed', result)),
];

const rulesOf = (outcome: 'rejected' | 'soft_failed', result: ServerResult | undefined): Readonly<Record<Label, RuleNumber>> =>
  Object.fromEntries(
    [...(result?.unsaid ?? []), ...(result?.events ?? [])].flatMap((event) =>
      isRefused(event) && event.outcome === outcome ? [[event.event, event.rule]] : [],
    ),
  );

const isRefused = (event: ReceivedEvent): event is Exclude<ReceivedEvent, { outcome: 'accepted' }> => event.outcome !== 'accepted';

const compared = (expect: string, expected: unknown, actual: unknown): readonly ExpectationOutcome[] =>
  expected === undefined ? [] : [{ expect, held: canonical(expected) === canonical(actual), expected, actual }];

/** Equal for equal values, whatever the order of their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
