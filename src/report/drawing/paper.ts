/** A picture that is put into a document has to bring its own paper. */
import type { Plugin } from 'chart.js';
import type { Theme } from './theme.js';

export const paperBehind = (theme: Theme): Plugin => ({
  id: 'paper',
  beforeDraw: ({ ctx, width, height }) => {
    ctx.save();
    ctx.fillStyle = theme.paper;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
});
