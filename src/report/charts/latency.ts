/** How long messages take. */
import type { Distribution } from '../../observe/percentiles.js';
import type { LatencyBin } from '../series/series.js';
import type { ChartSpec } from './chart-spec.js';
import { counted, duration } from './words.js';

export function latencyChart(bins: readonly LatencyBin[], { count, p50, p95, p99, max }: Distribution): ChartSpec {
  const summary =
    p50 === null || p95 === null || p99 === null || max === null
      ? ''
      : ` Of ${counted(count, 'pair')} half took at most ${duration(p50)}, 95 % at most ${duration(p95)}, 99 % at most ${duration(p99)}, the slowest ${duration(max)}.`;
  return {
    name: 'latency',
    title: 'How long does a message take until a device has read it?',
    note: `From the first attempt to send until decrypted, for each message and device. Ten classes a decade.${summary}`,
    x: { kind: 'names', title: 'took at least (unit as shown)', names: bins.map(({ from_ms }) => duration(from_ms)) },
    y: { kind: 'number', title: 'messages × devices (pairs)', whole: true },
    data: bins.length === 0 ? [] : [{ kind: 'bars', label: 'read', colour: 'good', values: bins.map(({ pairs }) => pairs) }],
    faults: [],
    ...(bins.length === 0 && { empty: 'No device read a message.' }),
    table: {
      columns: ['at least (ms)', 'less than (ms)', 'messages × devices (pairs)'],
      rows: bins.map(({ from_ms, to_ms, pairs }) => [from_ms, to_ms, pairs]),
    },
  };
}
