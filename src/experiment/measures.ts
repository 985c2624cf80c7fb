/** What is asked of the runs of a point: the mean, the median or the 95th percentile of a metric over them, or one metric by another. */
import { haveOneUnit, metricAt } from '../observe/metric-path.js';
import type { Metrics } from '../observe/metrics.js';
import type { Measure } from '../scenario/sweep/measure.js';
import { type Estimate, mean, proportion, quantile, rate, share } from './statistics.js';

/** How often commits conflict, how many messages are lost in which way, and how many lost devices come back by themselves. */
export const DEFAULT_MEASURES = [
  'commits.conflicted_epochs/commits.epochs',
  'messages.undecryptable.total/messages.pairs',
  'messages.hidden.total/messages.pairs',
  'recovery.by_window/recovery.episodes',
] as const;

export interface Measured extends Estimate {
  readonly measure: string;
  /** Of a ratio, what it is a ratio of; of a share of runs, in how many it is so. */
  readonly part?: number;
  readonly whole?: number;
  /** What each run that tells something gives by itself, in the order of the replications. */
  readonly by_run: readonly number[];
}

export function measure({ text, part, whole, quantile: of }: Measure, runs: readonly Metrics[]): Measured {
  if (whole !== undefined) {
    const pairs = runs.flatMap((metrics) => {
      const [a, b] = [metricAt(metrics, part), metricAt(metrics, whole)];
      return typeof a === 'number' && typeof b === 'number' ? [{ part: a, whole: b }] : [];
    });
    const sum = (which: 'part' | 'whole'): number => pairs.reduce((total, pair) => total + pair[which], 0);
    const byRun = pairs.filter((pair) => pair.whole !== 0).map((pair) => pair.part / pair.whole);
    const estimate = haveOneUnit(part, whole) ? proportion(pairs, text) : rate(pairs, text);
    return { measure: text, ...estimate, part: sum('part'), whole: sum('whole'), by_run: byRun };
  }
  const values = runs.map((metrics) => metricAt(metrics, part));
  const verdicts = values.filter((value) => typeof value === 'boolean');
  if (verdicts.length > 0) {
    const [part, whole] = [verdicts.filter(Boolean).length, verdicts.length];
    return { measure: text, ...share(verdicts), part, whole, by_run: verdicts.map(Number) };
  }
  const numbers = values.filter((value) => typeof value === 'number');
  return { measure: text, ...(of === undefined ? mean(numbers, text) : quantile(numbers, of, text)), by_run: numbers };
}
