/** How far clocks are off, over time. */
import { isDevice, type NodeName } from '../../names.js';
import type { ClockOffsets, Series } from '../series/series.js';
import type { ChartSpec } from './chart-spec.js';
import { thinned } from './thinned.js';

const CLOCKS_DRAWN = 8;
const MILLISECONDS_PER_SECOND = 1_000;

export function clocksChart({ clocks, faults, simulated_ms: to }: Series): ChartSpec {
  const most = Math.max(0, ...clocks.map(furthest));
  const unit = most < MILLISECONDS_PER_SECOND ? 'ms' : 's';
  const scale = unit === 'ms' ? 1 : MILLISECONDS_PER_SECOND;
  const drawn = clocks
    .filter((clock) => isServer(clock) || furthest(clock) > 0)
    .sort((a, b) => furthest(b) - furthest(a))
    .slice(0, CLOCKS_DRAWN);
  const lines = clocks.filter((clock) => drawn.includes(clock));
  const left = clocks.length - lines.length;
  return {
    name: 'clocks',
    title: 'How far was each clock off?',
    note: `What the clock showed, less virtual time, whenever its node did something: a step is a slope until it next did. Servers, and devices whose clock was ever off${
      left === 0 ? '.' : `; ${left} more are in the table only.`
    }`,
    x: { kind: 'time', to },
    y: { kind: 'number', title: `ahead of virtual time (${unit})`, whole: false },
    data: (most === 0 ? [] : lines).map(({ node, points }, place) => ({
      kind: 'line',
      label: node,
      colour: place,
      points: thinned(
        points.map(({ at_ms, offset_ms }) => ({ x: at_ms, y: offset_ms / scale })),
        to,
      ),
    })),
    faults,
    ...(most === 0 && { empty: 'Every clock that was read showed virtual time.' }),
    table: {
      columns: ['node', 'time (ms)', 'ahead of virtual time (ms)'],
      rows: clocks.flatMap(({ node, points }) => points.map(({ at_ms, offset_ms }) => [node, at_ms, offset_ms])),
    },
  };
}

const furthest = ({ points }: ClockOffsets): number => points.reduce((most, { offset_ms }) => Math.max(most, Math.abs(offset_ms)), 0);
const isServer = ({ node }: ClockOffsets): boolean => !isDevice(node as NodeName); // as facts name it
