/** How far apart the runs of each point are. */
import type { SweepResult } from '../../experiment/sweep-result.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { grouped } from '../charts/words.js';
import { runsOf } from './curve.js';
import { sweepLines, valueAt } from './lines.js';
import { fileName, unitOf } from './measure-words.js';

/** Of fewer numbers a box says more than is known. */
const NUMBERS_LEAST = 5;

/** Undefined where there are too few runs, or each is only so or not. */
export function boxPlot(sweep: SweepResult, place: number): ChartSpec | undefined {
  const { along, lines, left } = sweepLines(sweep);
  const measured = sweep.points[0]?.measures[place];
  const most = Math.max(0, ...sweep.points.map(({ measures }) => measures[place]?.by_run.length ?? 0));
  if (measured === undefined || most < NUMBERS_LEAST) return undefined;
  const isRatio = measured.measure.includes('/');
  if (measured.whole !== undefined && !isRatio) return undefined;
  const of = /\((.+)\)$/.exec(measured.measure)?.[1] ?? measured.measure;
  return {
    name: fileName(measured.measure, 'boxes'),
    title: `How much does ${of} differ from run to run?`,
    note: `A box holds the middle half of the runs, the line in it is the median, the circle the mean; whiskers reach as far as runs lie within one and a half boxes, dots are runs beyond. ${runsOf(sweep.points)}${left === 0 ? '' : ` ${grouped(left)} more rows of boxes are in the table only.`}`,
    x: { kind: 'names', title: `${along.path} (as written)`, names: along.values.map(({ value }) => value) },
    y: { kind: 'number', title: `${of} of a run (${isRatio ? 'ratio' : unitOf(of)})`, whole: false },
    data: lines.map(({ label, points }, colour) => ({
      kind: 'boxes',
      label: label === '' ? of : label,
      colour,
      numbers: points.map((point) => point?.measures[place]?.by_run ?? []),
    })),
    faults: [],
    table: {
      columns: [...sweep.varied.map(({ path }) => path), `${of} of each run that tells something`],
      rows: sweep.points.map((point) => [
        ...sweep.varied.map(({ path }) => valueAt(point, path)),
        (point.measures[place]?.by_run ?? []).map((value) => Number(value.toPrecision(6))).join(' '),
      ]),
    },
  };
}
