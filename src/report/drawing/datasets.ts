/** The data of a chart as chart.js takes them. */
import type { ChartDataset } from 'chart.js';
import type { ChartData, ChartSpec, StepPoint } from '../charts/chart-spec.js';
import { shortened } from './shortened.js';
import { colourOf, type Theme } from './theme.js';

export const datasets = ({ data }: ChartSpec, theme: Theme): ChartDataset<'bar' | 'line', never[]>[] =>
  data.map(
    (each) =>
      ({ label: shortened(each.label), ...dataset(each, colourOf(theme, each.colour), theme) }) as ChartDataset<'bar' | 'line', never[]>,
  ); // chart.js has no type for mixed data

function dataset(data: ChartData, colour: string, theme: Theme): object {
  switch (data.kind) {
    case 'steps':
      return steps(data.points, colour, theme);
    case 'line':
      return { type: 'line', data: data.points, borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: 1.5 };
    case 'bars':
      return { type: 'bar', data: data.values, backgroundColor: colour, maxBarThickness: 90 };
    case 'columns':
      return { type: 'bar', data: data.points, backgroundColor: colour, categoryPercentage: 1, barPercentage: 0.94 };
    case 'spans':
      return {
        type: 'bar',
        data: data.spans.map(({ row, from, to }) => ({ x: [from, to], y: row })),
        backgroundColor: colour,
        grouped: false,
        borderSkipped: false,
        minBarLength: 3,
        maxBarThickness: 22,
      };
  }
}

/** A dashed stretch begins with a cross. */
function steps(points: readonly StepPoint[], colour: string, theme: Theme): object {
  const begins = points.map((point, place) => point.dashed === true && points[place - 1]?.dashed !== true);
  return {
    type: 'line',
    data: points,
    stepped: 'before',
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    pointStyle: begins.map((is) => (is ? 'crossRot' : 'circle')),
    pointRadius: begins.map((is) => (is ? 7 : 1.5)),
    pointBorderColor: begins.map((is) => (is ? theme.roles.lost : colour)),
    pointBorderWidth: begins.map((is) => (is ? 3 : 1)),
    segment: { borderDash: ({ p0DataIndex }: { readonly p0DataIndex: number }) => (points[p0DataIndex]?.dashed ? [5, 4] : undefined) },
  };
}
