/** The files of a run that a report is made of, checked: somebody may have edited them, or have another version's. */
import { z } from 'zod';
import type { Metrics } from '../observe/metrics.js';
import type { ChartedMetrics } from './charts/charted-metrics.js';
import { type Parsed, parsed } from './parsed.js';
import { ENDINGS, FAULT_KINDS, type MessageOutcome, OUTCOMES, SERIES_VERSION, type Series } from './series/series.js';

/** What a report shows of `result.json`. */
export interface ReportedRun {
  readonly schism: string;
  readonly scenario: ReportedScenario;
  readonly seed: string;
  readonly fingerprint: string;
  readonly simulated_ms: number;
  readonly facts: number;
  /** Of a run by another version, some may be missing that are not charted. */
  readonly metrics: Metrics;
  readonly expectations: readonly { readonly expect: string; readonly held: boolean; readonly actual?: unknown }[];
  readonly violations: readonly { readonly invariant: string; readonly at_ms: number; readonly detail: string }[];
}

/** As it ran, in the file format: every default is filled in. */
export interface ReportedScenario {
  readonly name: string;
  readonly about?: string | undefined;
  readonly duration: string;
  readonly mls: string;
  readonly servers: readonly unknown[];
  readonly users: readonly { readonly devices: number }[];
  readonly room: { readonly powers: readonly string[]; readonly security: { readonly window: string } };
}

export type RunFiles =
  | { readonly ok: true; readonly run: ReportedRun; readonly series: Series }
  /** Of each file at most one: the others follow from it. */
  | { readonly ok: false; readonly problems: readonly { readonly file: 'result' | 'series'; readonly message: string }[] };

const number = z.number();
const byName = z.record(z.string(), number);
const measured = number.nullable();

const chartedMetrics = z.looseObject({
  messages: z.looseObject({ latency_ms: z.looseObject({ count: number, p50: measured, p95: measured, p99: measured, max: measured }) }),
  commits: z.looseObject({
    created: number,
    accepted: number,
    lost: number,
    refused: number,
    stale: number,
    expired: number,
    open: number,
  }),
  events: z.looseObject({ count: byName, bytes: byName, max_bytes: byName }),
}) satisfies z.ZodType<ChartedMetrics>;

const scenario = z.looseObject({
  name: z.string(),
  about: z.string().optional(),
  duration: z.string(),
  mls: z.string(),
  servers: z.array(z.unknown()),
  users: z.array(z.looseObject({ devices: number })),
  room: z.looseObject({ powers: z.array(z.string()), security: z.looseObject({ window: z.string() }) }),
}) satisfies z.ZodType<ReportedScenario>;

const result = z.looseObject({
  schism: z.string(),
  scenario,
  seed: z.string(),
  fingerprint: z.string(),
  simulated_ms: number,
  facts: number,
  metrics: chartedMetrics,
  expectations: z.array(z.looseObject({ expect: z.string(), held: z.boolean(), actual: z.unknown() })),
  violations: z.array(z.looseObject({ invariant: z.string(), at_ms: number, detail: z.string() })),
});

const counts = z.array(number);
const pairs = z
  // The keys are all of them.
  .strictObject(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, counts])) as Record<MessageOutcome, typeof counts>)
  .refine((lists) => new Set(Object.values(lists).map(({ length }) => length)).size === 1, 'the lists are not equally long');

const series = z.strictObject({
  schism_series: z.literal(SERIES_VERSION, `this is not a series of version ${SERIES_VERSION}`),
  fingerprint: z.string(),
  command: z.string(),
  simulated_ms: number,
  faults: z.array(z.strictObject({ kind: z.enum(FAULT_KINDS), name: z.string(), from_ms: number, to_ms: number })),
  epochs: z.array(
    z.strictObject({
      server: z.string(),
      power: z.boolean(),
      steps: z.array(
        z.strictObject({
          at_ms: number,
          epoch: number.nullable(),
          commit: z.string().nullable(),
          final: z.boolean(),
          graft: z.boolean(),
        }),
      ),
    }),
  ),
  messages: z.strictObject({ bin_ms: number.positive(), pairs }),
  latency: z.array(z.strictObject({ from_ms: number, to_ms: number, pairs: number })),
  episodes: z.array(z.strictObject({ device: z.string(), from_ms: number, to_ms: number, ending: z.enum(ENDINGS) })),
  retained: z.array(z.strictObject({ at_ms: number, states: number, devices: number })),
  clocks: z.array(z.strictObject({ node: z.string(), points: z.array(z.strictObject({ at_ms: number, offset_ms: number })) })),
}) satisfies z.ZodType<Series>;

/** From the texts of `result.json` and `series.json`. */
export function runFiles(resultText: string, seriesText: string): RunFiles {
  const [run, told] = [parsed(resultText, result), parsed(seriesText, series)];
  const problems = [
    ...(run.ok ? [] : [{ file: 'result' as const, message: run.message }]),
    ...(told.ok ? [] : [{ file: 'series' as const, message: told.message }]),
  ];
  if (!run.ok || !told.ok) return { ok: false, problems };
  if (run.data.fingerprint !== told.data.fingerprint) {
    return { ok: false, problems: [{ file: 'series', message: 'this is of another run than the result: the fingerprints differ' }] };
  }
  return { ok: true, run: { ...run.data, metrics: run.data.metrics as unknown as Metrics }, series: told.data }; // what is not charted is looked up by path
}

/** How many facts a run had, from the text of `result.json`. */
export const factCount = (resultText: string): Parsed<{ readonly facts: number }> => parsed(resultText, z.looseObject({ facts: number }));
