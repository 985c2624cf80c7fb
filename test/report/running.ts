/** Runs with what their reports are made of. */
import type { RunOutcome } from '../../src/observe/run-result.js';
import { allCharts } from '../../src/report/charts/all-charts.js';
import type { ChartSpec } from '../../src/report/charts/chart-spec.js';
import type { ReportedRun } from '../../src/report/run-files.js';
import type { Series } from '../../src/report/series/series.js';
import { SeriesFold } from '../../src/report/series/series-fold.js';
import { runOf, scenarioOf } from '../simulation/running.js';

export interface Told {
  readonly outcome: RunOutcome;
  readonly series: Series;
  readonly charts: readonly ChartSpec[];
}

export async function told(document: object): Promise<Told> {
  const fold = new SeriesFold(scenarioOf(document));
  const outcome = await runOf(document, { onFact: fold.fact });
  const series = fold.result({ fingerprint: outcome.fingerprint, command: 'schism run test.yaml --seed 5' });
  return { outcome, series, charts: allCharts(series, outcome.metrics) };
}

/** As `result.json` has it. */
export const reported = (
  { outcome }: Told,
  words: { readonly name: string; readonly about?: string } = { name: 'a test' },
): ReportedRun => ({
  schism: '0.0.0',
  scenario: {
    duration: '50m',
    mls: 'symbolic',
    servers: [{}, {}],
    users: [{ devices: 1 }, { devices: 2 }],
    room: { powers: ['a.example', 'b.example'], security: { window: '10m' } },
    ...words,
  },
  seed: '5',
  ...outcome,
});

export const chartOf = ({ charts }: Told, name: string): ChartSpec => {
  const chart = charts.find((each) => each.name === name);
  if (chart === undefined) throw new Error(`there is no chart ${name}`);
  return chart;
};

/** Both sides of a partition commit, and every other fault comes after. */
export const EVERY_FAULT = {
  seed: 5,
  mls: 'symbolic',
  duration: '50m',
  servers: [{ name: 'a.example' }, { name: 'b.example', clock: { offset: '2s', drift: '50ppm' } }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@bert:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window: '10m' } },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { every: '2m', by: 'device' } },
  timeline: [
    { at: '10m', partition: [['a.example'], ['b.example']], for: '12m' },
    { at: '11m', commit: { by: '@alice:a.example', update: true } },
    { at: '12m', commit: { by: '@bob:b.example', update: true } },
    { at: '30m', crash: 'a.example', for: '3m' },
    { at: '31m', offline: '@bob:b.example/1', for: '5m' },
    { at: '40m', clock: { server: 'b.example', step: '-90s' } },
    { at: '45m', compromise: '@bert:b.example/1' },
  ],
};

/** One device, which says and does nothing. */
export const NOTHING = {
  seed: 5,
  mls: 'symbolic',
  duration: '2m',
  servers: [{ name: 'a.example' }],
  users: [{ id: '@alice:a.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
};
