/** How long a transmission takes: the laws that a link's latency can follow. */
import { type Duration, microseconds } from '../kernel/time.js';
import { normalQuantile } from './normal-quantile.js';

/** Lengths are in µs and not negative; `max` ≥ `min`, `p99` ≥ `median` > 0. */
export type LatencyLaw =
  | { readonly kind: 'constant'; readonly value: Duration }
  | { readonly kind: 'uniform'; readonly min: Duration; readonly max: Duration }
  /** `mean` is that of what exceeds `min`. */
  | { readonly kind: 'exponential'; readonly min: Duration; readonly mean: Duration }
  | { readonly kind: 'lognormal'; readonly median: Duration; readonly p99: Duration };

/** The 99th percentile of the standard normal distribution. */
const NORMAL_P99 = normalQuantile(0.99);

/** In whole µs, the latency of which this share of all, in [0, 1), is shorter. */
export type Quantile = (share: number) => Duration;

/** By inversion, one number decides a latency, and who changes a law stretches every latency without changing their order. */
export function quantileOf(law: LatencyLaw): Quantile {
  switch (law.kind) {
    case 'constant':
      return () => law.value;
    case 'uniform':
      return (share) => microseconds(law.min + (law.max - law.min) * share);
    case 'exponential':
      return (share) => microseconds(law.min - law.mean * Math.log1p(-share));
    case 'lognormal': {
      const mu = Math.log(law.median);
      const sigma = (Math.log(law.p99) - mu) / NORMAL_P99;
      return (share) => microseconds(Math.exp(mu + sigma * normalQuantile(share)));
    }
  }
}
