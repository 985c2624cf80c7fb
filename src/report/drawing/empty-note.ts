/** A chart without data says so: an empty one could as well be broken. */
import type { Plugin } from 'chart.js';
import type { Theme } from './theme.js';

export const emptyNote = (text: string, theme: Theme, font: string): Plugin => ({
  id: 'empty',
  afterDraw: ({ ctx, chartArea: { left, right, top, bottom } }) => {
    ctx.save();
    ctx.fillStyle = theme.faint;
    ctx.font = `15px ${font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, (left + right) / 2, (top + bottom) / 2, right - left);
    ctx.restore();
  },
});
