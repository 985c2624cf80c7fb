/** One measure against another, point by point: what is gained for what it costs. */
import type { SweepResult } from '../../experiment/sweep-result.js';
import type { ChartSpec, EstimatePoint } from '../charts/chart-spec.js';
import { runsOf } from './curve.js';
import { estimateWords } from './estimate-words.js';
import { sweepLines, valueAt } from './lines.js';
import { axisTitle, fileName } from './measure-words.js';

/** Undefined for the measure that others are drawn against, or where there is none. */
export function tradeOff(sweep: SweepResult, place: number): ChartSpec | undefined {
  const other = (sweep.points[0]?.measures ?? []).findIndex(({ measure }) => measure === sweep.against);
  const [gain, cost] = [sweep.points[0]?.measures[place], sweep.points[0]?.measures[other]];
  if (gain === undefined || cost === undefined || other === place) return undefined;
  const { along, lines } = sweepLines(sweep);
  const data = lines.map(({ label, points }, colour) => ({
    kind: 'curve' as const,
    label: label === '' ? gain.measure : label,
    colour,
    points: points.flatMap((point): EstimatePoint[] => {
      const [x, y] = [point?.measures[other], point?.measures[place]];
      if (point === undefined || x === undefined || y === undefined || x.value === null || y.value === null) return [];
      const value = valueAt(point, along.path);
      return [
        { x: x.value, y: y.value, low: null, high: null, told: `${value}: ${estimateWords(y)}, for ${estimateWords(x)}`, mark: value },
      ];
    }),
  }));
  const isKnown = data.some(({ points }) => points.length > 0);
  return {
    name: fileName(`${gain.measure} against ${cost.measure}`, 'trade-off'),
    title: `How much ${gain.measure} for how much ${cost.measure}?`,
    note: `Beside each point stands its ${along.path}; lines join them in order. The intervals are in the table. ${runsOf(sweep.points)}`,
    x: { kind: 'number', title: axisTitle(cost), whole: false },
    y: { kind: 'number', title: axisTitle(gain), whole: false },
    data: isKnown ? data : [],
    faults: [],
    ...(!isKnown && { empty: 'No run tells anything of this.' }),
    table: {
      columns: [
        ...sweep.varied.map(({ path }) => path),
        ...[cost, gain].flatMap(({ measure }) => [measure, `${measure}, low (95 %)`, `${measure}, high (95 %)`]),
      ],
      rows: sweep.points.map((point) => [
        ...sweep.varied.map(({ path }) => valueAt(point, path)),
        ...[other, place].flatMap((at) => {
          const measured = point.measures[at];
          return [measured?.value ?? null, measured?.interval?.low ?? null, measured?.interval?.high ?? null];
        }),
      ]),
    },
  };
}
