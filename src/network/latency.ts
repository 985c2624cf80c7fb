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

/**
 * The latency, in whole µs, of which this share of all latencies is shorter: by inversion, so that one number decides it and who
 * changes a law stretches every latency without changing their order.
 * @param share in [0, 1)
 */
export const latencyAt = (law: LatencyLaw, share: number): Duration => {
  switch (law.kind) {
    case 'constant':
      return law.value;
    case 'uniform':
      return microseconds(law.min + (law.max - law.min) * share);
    case 'exponential':
      return microseconds(law.min - law.mean * Math.log1p(-share));
    case 'lognormal':
      return microseconds(law.median * (law.p99 / law.median) ** (normalQuantile(share) / NORMAL_P99));
  }
};
