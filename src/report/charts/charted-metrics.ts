import type { Metrics } from '../../observe/metrics.js';

/** What charts show of a run's metrics. */
export type ChartedMetrics = {
  readonly messages: Pick<Metrics['messages'], 'latency_ms'>;
  readonly commits: Pick<Metrics['commits'], 'created' | 'accepted' | 'lost' | 'refused' | 'stale' | 'expired' | 'open'>;
  readonly events: Pick<Metrics['events'], 'count' | 'bytes' | 'max_bytes'>;
};
