/** What charts of many runs need of chart.js besides: a page of one run does not carry it. */

import { BoxAndWiskers, BoxPlotController } from '@sgratzl/chartjs-chart-boxplot';
import { Filler, LogarithmicScale, ScatterController } from 'chart.js';
import { PointWithErrorBar, ScatterWithErrorBarsController } from 'chartjs-chart-error-bars';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import { Chart } from './registered.js';

Chart.register(
  BoxAndWiskers,
  BoxPlotController,
  Filler,
  LogarithmicScale,
  MatrixController,
  MatrixElement,
  PointWithErrorBar,
  ScatterController,
  ScatterWithErrorBarsController,
);

export { Chart };
