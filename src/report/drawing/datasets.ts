/** The data of a chart as chart.js takes them. */
import type { ChartDataset } from 'chart.js';
import type { Cell, ChartData, ChartSpec, EstimatePoint, StepPoint } from '../charts/chart-spec.js';
import { shortened } from './shortened.js';
import { colourOf, mixed, type Theme } from './theme.js';

type AnyDataset = ChartDataset<'bar' | 'line', never[]>;

/** One for each data of the spec, in its order, and after them the bands of its curves. */
export const datasets = ({ data }: ChartSpec, theme: Theme): AnyDataset[] =>
  [
    ...data.map((each) => ({ label: shortened(each.label), ...dataset(each, colourOf(theme, each.colour), theme) })),
    ...data.flatMap((each) => (each.kind === 'curve' ? band(each.points, colourOf(theme, each.colour)) : [])),
  ] as AnyDataset[]; // chart.js has no type for mixed data

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
    case 'curve':
      return { type: 'line', data: data.points, borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: 3, clip: EDGE };
    case 'estimates':
      return estimates(data.points, data.along, colour);
    case 'dots':
      return { type: 'scatter', data: data.points, backgroundColor: colour, borderColor: colour, pointRadius: 3.5 };
    case 'boxes':
      return boxes(data.numbers, colour, theme);
    case 'heat':
      return heat(data.cells, colour, theme);
  }
}

/** In pixels, beyond the plot: what is on an axis is drawn whole. */
const EDGE = 6;
/** The part of a colour that is see-through, as two hexadecimal digits. */
const VEIL = '33';

/** From the low ends to the high ones, behind the lines. */
function band(points: readonly EstimatePoint[], colour: string): readonly object[] {
  const edge = (end: 'low' | 'high') => ({
    type: 'line',
    data: points.map((point) => ({ x: point.x, y: point[end] })),
    borderWidth: 0,
    pointRadius: 0,
    pointHitRadius: 0,
    clip: EDGE,
    order: 1,
  });
  return [edge('low'), { ...edge('high'), fill: '-1', backgroundColor: colour + VEIL }];
}

/** Where there is no interval, or it has no length, there is no bar. */
function estimates(points: readonly EstimatePoint[], along: 'x' | 'y', colour: string): object {
  return {
    type: 'scatterWithErrorBars',
    data: points
      .filter(({ x, y }) => x !== null && y !== null)
      .map(({ x, y, low, high }) => ({
        x,
        y,
        ...(low !== null && high !== null && low < high && { [`${along}Min`]: low, [`${along}Max`]: high }),
      })),
    backgroundColor: colour,
    borderColor: colour,
    pointRadius: 5,
    errorBarColor: colour,
    errorBarWhiskerColor: colour,
    errorBarLineWidth: 2,
    errorBarWhiskerLineWidth: 2,
    errorBarWhiskerSize: 12,
  };
}

const boxes = (numbers: readonly (readonly number[])[], colour: string, theme: Theme): object => ({
  type: 'boxplot',
  data: numbers,
  backgroundColor: colour + VEIL,
  borderColor: colour,
  medianColor: theme.ink,
  borderWidth: 1.5,
  meanBackgroundColor: theme.paper,
  meanBorderColor: colour,
  meanRadius: 3,
  outlierBackgroundColor: colour,
  outlierBorderColor: colour,
  outlierRadius: 2,
  itemRadius: 0,
  maxBarThickness: 70,
});

/** The weakest square can still be told from the paper. */
const WEAKEST = 0.06;

function heat(cells: readonly Cell[], colour: string, theme: Theme): object {
  const [columns, rows] = [new Set(cells.map(({ x }) => x)).size, new Set(cells.map(({ y }) => y)).size];
  const strength = strengthOf(cells);
  type Area = { readonly chart: { readonly chartArea?: { readonly width: number; readonly height: number } } };
  return {
    type: 'matrix',
    data: cells.map(({ x, y }) => ({ x, y })),
    backgroundColor: cells.map(({ value }) =>
      value === null ? theme.grid : mixed(theme.paper, colour, WEAKEST + (1 - WEAKEST) * strength(value)),
    ),
    width: ({ chart: { chartArea } }: Area) => Math.max(1, (chartArea?.width ?? 0) / columns - 2),
    height: ({ chart: { chartArea } }: Area) => Math.max(1, (chartArea?.height ?? 0) / rows - 2),
  };
}

/** From 0 for the lowest to 1 for the highest. */
export function strengthOf(cells: readonly Cell[]): (value: number) => number {
  const values = cells.flatMap(({ value }) => (value === null ? [] : [value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => (most === least ? 0 : (value - least) / (most - least));
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
