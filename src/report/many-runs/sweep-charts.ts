/** Every chart of a sweep, in the order in which a reader asks. */
import type { SweepResult } from '../../experiment/sweep-result.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { boxPlot } from './box-plot.js';
import { curveChart } from './curve.js';
import { heatMap } from './heat-map.js';
import { tradeOff } from './trade-off.js';

export const sweepCharts = (sweep: SweepResult): readonly ChartSpec[] =>
  (sweep.points[0]?.measures ?? []).flatMap((_, place) =>
    [curveChart(sweep, place), tradeOff(sweep, place), heatMap(sweep, place), boxPlot(sweep, place)].filter((chart) => chart !== undefined),
  );
