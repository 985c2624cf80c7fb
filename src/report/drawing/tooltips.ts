/** What a pointer, or the arrow keys, bring up: the exact numbers. */
import type { TooltipItem } from 'chart.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { timeScale } from './time-scale.js';

type Item = TooltipItem<'bar' | 'line'>;

export function tooltips(spec: ChartSpec): object {
  if (spec.x.kind !== 'time') return {};
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

function titleOf(item: Item | undefined, words: (milliseconds: number) => string): string {
  if (item === undefined) return '';
  return spanOf(item.raw) === undefined ? words(Number(item.parsed.x)) : item.label;
}

function spanOf(raw: unknown): readonly [number, number] | undefined {
  const x = typeof raw === 'object' && raw !== null && 'x' in raw ? raw.x : undefined;
  return Array.isArray(x) ? [Number(x[0]), Number(x[1])] : undefined;
}
