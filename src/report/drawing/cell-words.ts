/** What stands in the squares of a heat map: a colour alone says too little. */
import type { Plugin } from 'chart.js';
import type { Cell } from '../charts/chart-spec.js';
import { strengthOf } from './datasets.js';
import type { Theme } from './theme.js';

/** In pixels: no words in squares smaller than this. */
const LEAST = { width: 34, height: 16 };
/** From here on letters in the colour of the paper can be read better. */
const STRONG = 0.55;

interface Square {
  readonly width: number;
  readonly height: number;
  getCenterPoint(): { readonly x: number; readonly y: number };
}

export const cellWords = (cells: readonly Cell[], theme: Theme, font: string): Plugin => ({
  id: 'cells',
  afterDatasetsDraw: (chart) => {
    const { ctx } = chart;
    const strength = strengthOf(cells);
    ctx.save();
    ctx.font = `12px ${font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    for (const [place, element] of chart.getDatasetMeta(0).data.entries()) {
      const cell = cells[place];
      const square = element as unknown as Square; // that is what a heat map draws
      if (cell === undefined || square.width < LEAST.width || square.height < LEAST.height) continue;
      const { x, y } = square.getCenterPoint();
      ctx.fillStyle = cell.value !== null && strength(cell.value) > STRONG ? theme.paper : theme.ink;
      ctx.fillText(cell.short, x, y, square.width - 4);
    }
    ctx.restore();
  },
});
