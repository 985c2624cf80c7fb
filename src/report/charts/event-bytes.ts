/** Bytes by type of event. */
import type { ChartSpec } from './chart-spec.js';
import type { ChartedMetrics } from './charted-metrics.js';

export function eventBytesChart({ count, bytes, max_bytes }: ChartedMetrics['events']): ChartSpec {
  const types = Object.keys(bytes).filter((type) => type !== 'total' && (count[type] ?? 0) > 0);
  return {
    name: 'event-bytes',
    title: 'How many bytes does each type of event take?',
    note: 'The size as canonical JSON of the events created during the run, each counted once, however many servers it went to.',
    x: { kind: 'names', title: 'type of event', names: types },
    y: { kind: 'number', title: 'size of all events of the type (bytes)', whole: true },
    data: types.length === 0 ? [] : [{ kind: 'bars', label: 'bytes', colour: 'plain', values: types.map((type) => bytes[type] ?? 0) }],
    faults: [],
    ...(types.length === 0 && { empty: 'No event was created.' }),
    table: {
      columns: ['type', 'events', 'bytes', 'bytes of the largest'],
      rows: types.map((type) => [type, count[type] ?? 0, bytes[type] ?? 0, max_bytes[type] ?? 0]),
    },
  };
}
