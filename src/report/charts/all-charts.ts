/** Every chart of a run, in the order in which a reader asks. */
import type { Series } from '../series/series.js';
import type { ChartSpec } from './chart-spec.js';
import type { ChartedMetrics } from './charted-metrics.js';
import { clocksChart } from './clocks.js';
import { commitsChart } from './commits.js';
import { epochsChart } from './epochs.js';
import { eventBytesChart } from './event-bytes.js';
import { latencyChart } from './latency.js';
import { messagesChart } from './messages.js';
import { recoveryChart } from './recovery.js';
import { retainedChart } from './retained.js';

export const allCharts = (series: Series, metrics: ChartedMetrics): readonly ChartSpec[] => [
  epochsChart(series),
  commitsChart(metrics.commits),
  messagesChart(series),
  latencyChart(series.latency, metrics.messages.latency_ms),
  recoveryChart(series),
  retainedChart(series),
  clocksChart(series),
  eventBytesChart(metrics.events),
];
