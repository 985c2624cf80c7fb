/** A measure along a varied path. */
import type { Measured } from '../../experiment/measures.js';
import type { PointResult, SweepResult } from '../../experiment/sweep-result.js';
import type { ChartSpec, EstimatePoint, Table } from '../charts/chart-spec.js';
import { grouped } from '../charts/words.js';
import { estimateWords, isShare } from './estimate-words.js';
import { sweepLines, valueAt, valueAxis } from './lines.js';
import { axisTitle, fileName } from './measure-words.js';

/** @param place of the measure in every point's list */
export function curveChart(sweep: SweepResult, place: number): ChartSpec {
  const { along, lines, left } = sweepLines(sweep);
  const { axis, at, joined } = valueAxis(along);
  const measured = sweep.points[0]?.measures[place];
  if (measured === undefined) throw new Error('a sweep measures something');
  const { measure } = measured;
  const isKnown = sweep.points.some((point) => point.measures[place]?.value !== null);
  return {
    name: fileName(measure, 'curve'),
    title: `How does ${measure} change with ${along.path}?`,
    note: `${joined ? 'Bands hold' : 'Bars hold'} ${measured.measure.includes('/') || measured.whole === undefined ? 'what 95 % of draws of as many runs again give' : 'Wilson’s interval of 95 %'}${sweep.points.some(({ measures }) => measures[place] !== undefined && isNoneOrAll(measures[place])) ? '; where it is none or all in every run, it is only in the table' : ''}. ${runsOf(sweep.points)}${left === 0 ? '' : ` ${grouped(left)} more lines are in the table only.`}`,
    x: axis,
    y: { kind: 'number', title: axisTitle(measured), whole: false },
    data: isKnown
      ? lines.map(({ label, points }, colour) => {
          const estimates = points.map((point, where) => estimatePoint(point?.measures[place], at[where] ?? where));
          const named = { label: label === '' ? measure : label, colour, points: estimates };
          return joined ? { kind: 'curve', ...named } : { kind: 'estimates', along: 'y', ...named };
        })
      : [],
    faults: [],
    ...(!isKnown && { empty: 'No run tells anything of this.' }),
    table: tableOf(sweep, place),
  };
}

function estimatePoint(measured: Measured | undefined, x: number): EstimatePoint {
  if (measured === undefined) return { x, y: null, low: null, high: null, told: '' };
  const { value, interval } = measured;
  const drawn = isNoneOrAll(measured) ? null : interval;
  return { x, y: value, low: drawn?.low ?? null, high: drawn?.high ?? null, told: estimateWords(measured) };
}

/** A share that is none or all in every run: its interval says how few runs there are, and would hide every other one. */
const isNoneOrAll = (measured: Measured): boolean =>
  measured.measure.includes('/') && isShare(measured) && (measured.value === 0 || measured.value === 1);

/** How many runs each point has. */
export function runsOf(points: readonly PointResult[]): string {
  const counts = points.map(({ runs }) => runs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `Runs of each point: ${grouped(most)}.` : `Runs of each point: ${grouped(least)} to ${grouped(most)}.`;
}

function tableOf({ varied, points }: SweepResult, place: number): Table {
  return {
    columns: [
      ...varied.map(({ path }) => path),
      'value',
      'low (95 %)',
      'high (95 %)',
      'part (count)',
      'whole (count)',
      'runs that tell (count)',
    ],
    rows: points.map((point) => {
      const { value = null, interval = null, part = null, whole = null, runs = 0 } = point.measures[place] ?? {};
      return [...varied.map(({ path }) => valueAt(point, path)), value, interval?.low ?? null, interval?.high ?? null, part, whole, runs];
    }),
  };
}
