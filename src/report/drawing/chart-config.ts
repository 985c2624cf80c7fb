/** From a chart's spec to what chart.js draws, the same on a page and in a file. */
import type { ChartConfiguration, ChartOptions } from 'chart.js';
import type { Axis, ChartData, ChartSpec } from '../charts/chart-spec.js';
import { cellWords } from './cell-words.js';
import { datasets } from './datasets.js';
import { emptyNote } from './empty-note.js';
import { type FaultShading, faultShading } from './fault-shading.js';
import { paperBehind } from './paper.js';
import { pointWords } from './point-words.js';
import { shortened } from './shortened.js';
import type { Theme } from './theme.js';
import { TICKS_MOST, timeScale } from './time-scale.js';
import { tooltips } from './tooltips.js';
import { wrappedTo } from './wrapped.js';

export interface Drawing {
  readonly theme: Theme;
  readonly font: string;
  /** In pixels. */
  readonly width: number;
  /** Whether the question and the note stand in the picture; a page has them beside it. */
  readonly titled: boolean;
}

export function chartConfig(spec: ChartSpec, drawing: Drawing): ChartConfiguration<'bar' | 'line', never[]> {
  const { theme } = drawing;
  const marks = pointWords(spec, theme, drawing.font);
  const isHeat = spec.data.some(({ kind }) => kind === 'heat');
  const shading = spec.x.kind === 'time' ? faultShading(spec.faults, spec.x.to, drawing.width - axisWidth(spec.y), drawing) : NO_FAULTS;
  return {
    type: spec.data.every(({ kind }) => LINES.includes(kind)) && spec.data.length > 0 ? 'line' : 'bar',
    data: {
      ...(spec.x.kind === 'names' && { labels: [...spec.x.names] }),
      ...(spec.y.kind === 'names' && !isHeat && { labels: [...spec.y.names] }),
      datasets: datasets(spec, theme),
    },
    options: {
      locale: 'en-US',
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      ...(spec.y.kind === 'names' && !isHeat && { indexAxis: 'y' }),
      color: theme.ink,
      borderColor: theme.grid,
      layout: { padding: { left: 8, right: 16, top: 8, bottom: 8 } },
      scales: { x: scaleOf(spec.x, spec, drawing), y: scaleOf(spec.y, spec, drawing) },
      plugins: pluginOptions(spec, drawing, shading),
    },
    plugins: [
      paperBehind(theme),
      ...(spec.empty === undefined ? [] : [emptyNote(spec.empty, theme, drawing.font)]),
      ...(marks === undefined ? [] : [marks]),
      ...spec.data.flatMap((data) => (data.kind === 'heat' ? [cellWords(data.cells, theme, drawing.font)] : [])),
    ],
  };
}

const LINES: readonly ChartData['kind'][] = ['steps', 'line', 'curve', 'estimates', 'dots'];
const CHARACTER_WIDTH = 6.7;

/** What the y axis takes of the width, in pixels, about. */
function axisWidth(axis: Axis): number {
  if (axis.kind !== 'names') return 80;
  return 60 + CHARACTER_WIDTH * axis.names.reduce((most, name) => Math.max(most, shortened(name).length), 0);
}

/** Characters of a line that stands upright beside the plot. */
const UPRIGHT_MOST = 42;
const NO_FAULTS: FaultShading = { annotations: {}, height: 0 };
const NOTE_CHARACTER_WIDTH = 6.1;

/** Every text names its font: where one does not, chart.js takes its own, and so whatever the machine has in its place. */
const textFont = ({ font }: Drawing, size = 12, weight: 'normal' | 'bold' = 'normal') => ({
  family: font,
  size,
  weight,
  style: 'normal' as const,
});

function pluginOptions(spec: ChartSpec, drawing: Drawing, shading: FaultShading): NonNullable<ChartOptions['plugins']> {
  const { theme, titled, width } = drawing;
  return {
    title: {
      display: titled,
      text: spec.title,
      align: 'start',
      color: theme.ink,
      font: textFont(drawing, 16, 'bold'),
      padding: { bottom: 4 },
    },
    subtitle: {
      display: titled || shading.height > 0,
      text: titled ? wrappedTo(spec.note, Math.floor((width - 24) / NOTE_CHARACTER_WIDTH)) : '',
      align: 'start',
      color: theme.faint,
      font: textFont(drawing),
      padding: { bottom: shading.height + 12 },
    },
    legend: {
      // The names along the axis say as much.
      display: spec.data.some(({ kind }) => kind !== 'bars' && kind !== 'heat'),
      position: 'bottom',
      align: 'start',
      labels: {
        color: theme.ink,
        boxWidth: 14,
        boxHeight: 10,
        font: textFont(drawing),
        // Bands come after what they belong to.
        filter: ({ datasetIndex = 0 }: { readonly datasetIndex?: number }) => datasetIndex < spec.data.length,
      },
    },
    tooltip: { titleFont: textFont(drawing, 12, 'bold'), bodyFont: textFont(drawing), ...tooltips(spec) },
    annotation: { clip: false, annotations: { ...shading.annotations } },
  };
}

const isOfDifferences = ({ data }: ChartSpec): boolean => data.some(({ kind }) => kind === 'estimates' || kind === 'dots');
const zeroStandsOut =
  (theme: Theme) =>
  ({ tick }: { readonly tick?: { readonly value: number } }): string =>
    tick?.value === 0 ? theme.faint : theme.grid;

function scaleOf(axis: Axis, spec: ChartSpec, drawing: Drawing): object {
  const { theme } = drawing;
  const stacked = spec.data.some(({ kind }) => kind === 'columns' || kind === 'bars');
  const common = { stacked, offset: false, grid: { color: theme.grid, offset: false }, border: { color: theme.faint } };
  const ticks = { color: theme.faint, font: textFont(drawing) };
  const most = axis === spec.y ? UPRIGHT_MOST : Number.POSITIVE_INFINITY;
  const title = (text: string) => ({ display: true, text: wrappedTo(text, most), color: theme.ink, font: textFont(drawing) });
  switch (axis.kind) {
    case 'time': {
      const { unit, step, tick } = timeScale(axis.to);
      const callback = (value: number | string): string => tick(Number(value));
      return {
        type: 'linear',
        ...common,
        min: 0,
        max: Math.max(axis.to, 1),
        title: title(`virtual time since the workload began (${unit})`),
        ticks: { ...ticks, stepSize: step, includeBounds: false, maxTicksLimit: TICKS_MOST + 2, maxRotation: 0, callback },
      };
    }
    case 'number':
      return {
        type: 'linear',
        ...common,
        ...(spec.data.some(({ kind }) => kind === 'boxes') && { grace: '5%' }),
        ...(isOfDifferences(spec) && { grace: '5%', grid: { color: zeroStandsOut(theme), offset: false } }),
        beginAtZero: true,
        ...(axis.from !== undefined && { min: axis.from }),
        ...(axis.to !== undefined && { max: axis.to }),
        ...(spec.empty !== undefined && { min: 0, max: 1 }),
        title: title(axis.title),
        ticks: { ...ticks, includeBounds: axis.from === undefined, ...(axis.whole && { precision: 0 }) },
      };
    case 'values': {
      const at = axis.ticks.map((tick) => tick.at);
      const isEven = at.every((each, place) => each === place);
      const callback = (value: number | string): string => shortened(axis.ticks.find((tick) => tick.at === Number(value))?.text ?? '');
      const afterBuildTicks = (scale: { ticks: { value: number }[] }): void => {
        scale.ticks = at.map((value) => ({ value }));
      };
      return {
        type: axis.by_factors ? 'logarithmic' : 'linear',
        ...common,
        reverse: axis.downwards === true,
        // Places have room on both sides.
        min: Math.min(...at) - (isEven ? 0.5 : 0),
        max: Math.max(...at) + (isEven ? 0.5 : 0),
        title: title(axis.title),
        afterBuildTicks,
        ticks: { ...ticks, autoSkip: axis !== spec.y, callback },
      };
    }
    case 'names':
      return {
        type: 'category',
        ...common,
        labels: [...axis.names],
        offset: true,
        title: title(axis.title),
        ticks: { ...ticks, autoSkip: axis !== spec.y, callback: (place: number | string) => shortened(axis.names[Number(place)] ?? '') },
      };
  }
}
