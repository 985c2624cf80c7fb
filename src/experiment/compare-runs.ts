/**
 * Two variants on the same luck: run by run the difference of every metric, so that what both owe to luck cancels out. A metric differs
 * where the interval of the mean difference does not hold zero; otherwise no difference is shown, which is not to say that there is none.
 */
import { metricAt, metricPaths } from '../observe/metric-path.js';
import type { Metrics } from '../observe/metrics.js';
import { type Estimate, mean } from './statistics.js';

export interface Difference {
  readonly metric: string;
  /** The mean of the first variant, and of the other, over the pairs. */
  readonly first: number;
  readonly other: number;
  /** Of the other less the first. */
  readonly difference: Estimate;
  /** In how many pairs the other one's is higher, lower and the same. */
  readonly higher: number;
  readonly lower: number;
  readonly same: number;
  /** Whether a difference is shown. */
  readonly differs: boolean;
  /** Of each pair, in the order of the replications, the other one's less the first's. */
  readonly by_pair: readonly number[];
}

/** Of every metric that is a number, or true (1) or false (0), in both runs of some pair. @param pairs equally many of both, in the same order */
export function compareRuns(first: readonly Metrics[], other: readonly Metrics[]): readonly Difference[] {
  return metricPaths().flatMap((metric) => {
    const pairs = first.flatMap((metrics, place) => {
      const [a, b] = [numberAt(metrics, metric), numberAt(other[place] as Metrics, metric)]; // they are equally many
      return a === undefined || b === undefined ? [] : [{ a, b }];
    });
    return pairs.length === 0 ? [] : [differenceOf(metric, pairs)];
  });
}

function differenceOf(metric: string, pairs: readonly { readonly a: number; readonly b: number }[]): Difference {
  const differences = pairs.map(({ a, b }) => b - a);
  const difference = mean(differences, metric);
  const count = (isWanted: (each: number) => boolean): number => differences.filter(isWanted).length;
  const average = (which: 'a' | 'b'): number => pairs.reduce((sum, pair) => sum + pair[which], 0) / pairs.length;
  const { interval } = difference;
  return {
    metric,
    first: average('a'),
    other: average('b'),
    difference,
    higher: count((each) => each > 0),
    lower: count((each) => each < 0),
    same: count((each) => each === 0),
    differs: interval !== null && (interval.low > 0 || interval.high < 0),
    by_pair: differences,
  };
}

function numberAt(metrics: Metrics, path: string): number | undefined {
  const value = metricAt(metrics, path);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : undefined;
}
