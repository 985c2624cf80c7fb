/** How long a transmission takes: the laws that a link's latency can follow. */
import { randomExponential, randomLogNormal, randomUniform } from 'd3-random';
import { type Duration, microseconds } from '../kernel/time.js';

/** Lengths are in µs and not negative; `max` ≥ `min`, `p99` ≥ `median` > 0. */
export type LatencyLaw =
  | { readonly kind: 'constant'; readonly value: Duration }
  | { readonly kind: 'uniform'; readonly min: Duration; readonly max: Duration }
  /** `mean` is that of what exceeds `min`. */
  | { readonly kind: 'exponential'; readonly min: Duration; readonly mean: Duration }
  | { readonly kind: 'lognormal'; readonly median: Duration; readonly p99: Duration };

/** The 99th percentile of the standard normal distribution. */
const NORMAL_P99 = 2.3263478740408408;

/**
 * One latency, in whole µs.
 * @param random independent numbers in [0, 1), of a stream of this transmission's own: a generator that is kept would carry
 * over the second of the two normal numbers that it makes at a time.
 */
export const sampleLatency = (law: LatencyLaw, random: () => number): Duration => {
  switch (law.kind) {
    case 'constant':
      return law.value;
    case 'uniform':
      return microseconds(randomUniform.source(random)(law.min, law.max)());
    case 'exponential':
      return microseconds(law.min + law.mean * randomExponential.source(random)(1)());
    case 'lognormal': {
      const mu = Math.log(law.median);
      const sigma = (Math.log(law.p99) - mu) / NORMAL_P99;
      return microseconds(randomLogNormal.source(random)(mu, sigma)());
    }
  }
};
