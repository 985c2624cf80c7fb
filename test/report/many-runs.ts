/** Results of many runs, small and made up, with everything in them that their reports have to show. */
import type { Difference } from '../../src/experiment/compare-runs.js';
import type { Comparison } from '../../src/experiment/comparison.js';
import type { Measured } from '../../src/experiment/measures.js';
import type { PointResult, SweepResult, Varied } from '../../src/experiment/sweep-result.js';

export const varied = (path: string, ...values: readonly (readonly [value: string, amount: number | null])[]): Varied => ({
  path,
  unit: '',
  values: values.map(([value, amount]) => ({ value, amount })),
});

const ratio = (share: number): Measured => ({
  measure: 'messages.undecryptable.total/messages.pairs',
  value: share,
  interval: { low: share * 0.9, high: Math.min(1, share * 1.1 + 0.01) },
  part: Math.round(share * 1_000),
  whole: 1_000,
  runs: 6,
  by_run: [0.9, 0.95, 1, 1, 1.05, 1.1].map((factor) => share * factor),
});
const verdict: Measured = {
  measure: 'agreement.final',
  value: 0.5,
  interval: { low: 0.2, high: 0.8 },
  part: 3,
  whole: 6,
  runs: 6,
  by_run: [1, 0, 1, 0, 1, 0],
};
const unknown: Measured = { measure: 'median(agreement.heal_ms.max)', value: null, interval: null, runs: 0, by_run: [] };

/** Every combination, each with a ratio, a share of runs and something of which nothing is known. */
export function sweepOf(paths: readonly Varied[], isLeftOut: (values: readonly string[]) => boolean = () => false): SweepResult {
  const combinations = paths.reduce<readonly (readonly string[])[]>(
    (all, { values }) => all.flatMap((before) => values.map(({ value }) => [...before, value])),
    [[]],
  );
  const points = combinations
    .filter((values) => !isLeftOut(values))
    .map(
      (values, place): PointResult => ({
        values: values.map((value, at) => ({ path: paths[at]?.path ?? '', value })),
        runs: 6,
        failed: 0,
        violated: 0,
        measures: [ratio(place / combinations.length), verdict, unknown],
        command: `schism run a.yaml --seed 0-1`,
      }),
    );
  return {
    schism: '0.0.0',
    scenario: { name: 'a sweep', about: 'What it asks.' },
    command: 'schism sweep a.yaml',
    varied: paths,
    points,
    left_out: combinations.length - points.length,
    replications: 6,
    interrupted: false,
  };
}

export const WINDOWS = varied('room.security.window', ['0s', 0], ['5m', 300_000], ['10m', 600_000]);
export const LOSSES = varied('network.loss', ['0', 0], ['0.1', 0.1]);
export const READINGS = varied('rules.commit_parent', ['content', null], ['prev_events', null]);

function difference(metric: string, byPair: readonly number[], first: number): Difference {
  const value = byPair.reduce((sum, each) => sum + each, 0) / byPair.length;
  const count = (isWanted: (each: number) => boolean): number => byPair.filter(isWanted).length;
  return {
    metric,
    first,
    other: first + value,
    difference: { value, interval: { low: Math.min(...byPair), high: Math.max(...byPair) }, runs: byPair.length },
    higher: count((each) => each > 0),
    lower: count((each) => each < 0),
    same: count((each) => each === 0),
    differs: byPair.every((each) => each > 0) || byPair.every((each) => each < 0),
    by_pair: byPair,
  };
}

export const COMPARISON: Comparison = {
  schism: '0.0.0',
  command: 'schism compare a.yaml --with network.loss=0.1 --with mls=real',
  variants: ['a.yaml', 'network.loss=0.1', 'mls=real'].map((name) => ({ name, command: `schism run ${name}` })),
  pairs: 6,
  replications: 6,
  interrupted: false,
  differences: [
    [
      difference('messages.sent', [1, 2, 3, 1, 2, 3], 10),
      difference('commits.grafts', [1, 1, 1, 1, 1, 1], 0),
      difference('commits.lost', [-1, 1, 0, 0, 1, -1], 5),
      difference('commits.created', [0, 0, 0, 0, 0, 0], 5),
    ],
    [
      difference('messages.sent', [0, 0, 0, 0, 0, 0], 10),
      difference('commits.grafts', [0, 0, 0, 0, 0, 0], 0),
      difference('commits.lost', [0, 0, 0, 0, 0, 0], 5),
      difference('commits.created', [0, 0, 0, 0, 0, 0], 5),
    ],
  ],
};
