/** Each chart as pictures and as numbers, by the names of files. */
import type { ChartSpec } from './charts/chart-spec.js';
import { csv } from './csv.js';
import { png, svg } from './drawing/draw.js';

export const chartFiles = (charts: readonly ChartSpec[]): ReadonlyMap<string, string | Buffer> =>
  new Map(
    charts.flatMap((chart): readonly [string, string | Buffer][] => [
      [`${chart.name}.svg`, svg(chart)],
      [`${chart.name}.png`, png(chart)],
      [`${chart.name}.csv`, csv(chart.table)],
    ]),
  );
