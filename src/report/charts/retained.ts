/** Group states kept only because of `security.window`, over time. */
import type { Series } from '../series/series.js';
import type { ChartSpec } from './chart-spec.js';
import { thinned } from './thinned.js';

export function retainedChart({ retained, faults, simulated_ms: to }: Series): ChartSpec {
  const line = (key: 'states' | 'devices') => {
    const points = thinned(
      retained.map((change) => ({ x: change.at_ms, y: change[key] })),
      to,
    );
    return [...points, { x: to, y: points.at(-1)?.y ?? 0 }];
  };
  const never = retained.every(({ states }) => states === 0);
  return {
    name: 'retained-states',
    title: 'How many old group states were kept, for an attacker to find?',
    note: 'Group states that devices keep beside their current one, because of security.window. Each opens messages that forward secrecy would have closed.',
    x: { kind: 'time', to },
    y: { kind: 'number', title: 'states, devices (count)', whole: true },
    data: never
      ? []
      : [
          { kind: 'steps', label: 'group states kept', colour: 'lost', points: line('states') },
          { kind: 'steps', label: 'devices that keep one', colour: 'plain', points: line('devices') },
        ],
    faults,
    ...(never && { empty: 'No device kept an old group state.' }),
    table: {
      columns: ['from (ms)', 'group states kept', 'devices that keep one'],
      rows: retained.map(({ at_ms, states, devices }) => [at_ms, states, devices]),
    },
  };
}
