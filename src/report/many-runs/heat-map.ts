/** A measure over two varied paths at once. */
import type { SweepResult } from '../../experiment/sweep-result.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { runsOf } from './curve.js';
import { estimateWords, isShare, shown } from './estimate-words.js';
import { valueAt } from './lines.js';
import { fileName } from './measure-words.js';

/** Undefined unless exactly two paths take more than one value. */
export function heatMap({ varied, points }: SweepResult, place: number): ChartSpec | undefined {
  const [across, up, ...others] = varied.filter(({ values }) => values.length > 1);
  const measured = points[0]?.measures[place];
  if (across === undefined || up === undefined || others.length > 0 || measured === undefined) return undefined;
  const { measure } = measured;
  const share = isShare(measured);
  const cells = points.map((point) => {
    const at = point.measures[place];
    const value = at?.value ?? null;
    return {
      x: valueAt(point, across.path),
      y: valueAt(point, up.path),
      value,
      short: value === null ? 'none' : shown(value, share),
      told: at === undefined ? '' : estimateWords(at),
    };
  });
  const values = cells.flatMap(({ value }) => (value === null ? [] : [value]));
  const range =
    values.length === 0 ? '' : ` The weakest is ${shown(Math.min(...values), share)}, the strongest ${shown(Math.max(...values), share)}.`;
  return {
    name: fileName(measure, 'map'),
    title: `What is ${measure} for each ${across.path} and ${up.path}?`,
    note: `The stronger the colour, the higher.${range} ${runsOf(points)} The intervals are in the table of the curve.`,
    x: { kind: 'names', title: `${across.path} (as written)`, names: across.values.map(({ value }) => value) },
    y: { kind: 'names', title: `${up.path} (as written)`, names: up.values.map(({ value }) => value) },
    data: values.length === 0 ? [] : [{ kind: 'heat', label: measure, colour: 'plain', cells }],
    faults: [],
    ...(values.length === 0 && { empty: 'No run tells anything of this.' }),
    table: { columns: [across.path, up.path, 'value'], rows: cells.map(({ x, y, value }) => [x, y, value]) },
  };
}
