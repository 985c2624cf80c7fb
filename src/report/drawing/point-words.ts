/** What stands beside the points of curves. */
import type { Plugin } from 'chart.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import type { Theme } from './theme.js';

/** In pixels. */
const ASIDE = { x: 6, y: 10 };
/** A mark nearer to an earlier one than this is left out: they could not be read. */
const ROOM = { x: 30, y: 12 };

/** Undefined where no point has a mark. */
export function pointWords({ data }: ChartSpec, theme: Theme, font: string): Plugin | undefined {
  const marks = data.map((each) => (each.kind === 'curve' ? each.points.map(({ mark }) => mark) : []));
  if (marks.every((all) => all.every((mark) => mark === undefined))) return undefined;
  return {
    id: 'marks',
    afterDatasetsDraw: (chart) => {
      const { ctx } = chart;
      ctx.save();
      ctx.fillStyle = theme.faint;
      ctx.font = `10px ${font}`;
      ctx.textBaseline = 'middle';
      const taken: { readonly x: number; readonly y: number }[] = [];
      for (const [dataset, all] of marks.entries()) {
        for (const [place, element] of chart.getDatasetMeta(dataset).data.entries()) {
          // On top of the line at its right end there is no room for it.
          const near = taken.some(({ x, y }) => Math.abs(x - element.x) < ROOM.x && Math.abs(y - element.y) < ROOM.y);
          if (near) continue;
          taken.push({ x: element.x, y: element.y });
          const isRight = element.x > (chart.chartArea.left + chart.chartArea.right) / 2;
          ctx.textAlign = isRight ? 'right' : 'left';
          ctx.fillText(all[place] ?? '', element.x + (isRight ? -ASIDE.x : ASIDE.x), element.y + ASIDE.y);
        }
      }
      ctx.restore();
    },
  };
}
