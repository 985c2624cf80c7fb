/** What a pointer, or the arrow keys, bring up: the exact numbers. */
import type { TooltipItem } from 'chart.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { timeScale } from './time-scale.js';

type Item = TooltipItem<'bar' | 'line'>;

export function tooltips(spec: ChartSpec): object {
  if (spec.x.kind !== 'time') return { filter: ({ datasetIndex }: Item) => datasetIndex < spec.data.length, callbacks: ofValues(spec) };
  const { words } = timeScale(spec.x.to);
  return {
    callbacks: {
      title: (items: readonly Item[]) => titleOf(items[0], words),
      label: ({ datasetIndex, dataIndex, parsed, raw }: Item) => {
        const [data, span] = [spec.data[datasetIndex], spanOf(raw)];
        if (span !== undefined) return `${data?.label}: ${words(span[0])} to ${words(span[1])}`;
        // Lines that were drawn apart say what they stand for.
        const value = data?.kind === 'steps' ? Math.round(Number(parsed.y)) : parsed.y;
        const dashed = data?.kind === 'steps' && data.points[dataIndex]?.dashed === true ? ', not on the final chain' : '';
        return `${data?.label}: ${value}${dashed}`;
      },
    },
  };
}

/** Estimates and cells bring their words with them; of all others chart.js says what there is. */
function ofValues({ x, data }: ChartSpec): object {
  const toldOf = ({ datasetIndex, dataIndex }: Item): string | undefined => {
    const of = data[datasetIndex];
    if (of?.kind === 'heat') return of.cells[dataIndex]?.told;
    return of?.kind === 'curve' || of?.kind === 'estimates' ? drawnOf(of)[dataIndex]?.told : undefined;
  };
  if (!data.some(({ kind }) => kind === 'heat' || kind === 'curve' || kind === 'estimates')) return {};
  return {
    title: ([item]: readonly Item[]): string => {
      if (item === undefined) return '';
      const of = data[item.datasetIndex];
      const cell = of?.kind === 'heat' ? of.cells[item.dataIndex] : undefined;
      if (cell !== undefined) return `${cell.x}, ${cell.y}`;
      return (x.kind === 'values' ? x.ticks.find(({ at }) => at === Number(item.parsed.x))?.text : undefined) ?? '';
    },
    label: (item: Item): string => `${data[item.datasetIndex]?.label}: ${toldOf(item) ?? item.parsed.y}`,
  };
}

/** Marks without a value are not drawn. */
const drawnOf = (data: Extract<ChartSpec['data'][number], { kind: 'curve' | 'estimates' }>) =>
  data.kind === 'curve' ? data.points : data.points.filter(({ x, y }) => x !== null && y !== null);

function titleOf(item: Item | undefined, words: (milliseconds: number) => string): string {
  if (item === undefined) return '';
  return spanOf(item.raw) === undefined ? words(Number(item.parsed.x)) : item.label;
}

function spanOf(raw: unknown): readonly [number, number] | undefined {
  const x = typeof raw === 'object' && raw !== null && 'x' in raw ? raw.x : undefined;
  return Array.isArray(x) ? [Number(x[0]), Number(x[1])] : undefined;
}
