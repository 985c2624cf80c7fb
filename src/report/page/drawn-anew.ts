/** Pictures are drawn anew where the width or the colours change, and on white paper where they are printed. */
import { DARK, LIGHT, type Theme } from '../drawing/theme.js';

export interface Picture {
  draw(theme: Theme): void;
}

export function drawnAnew(pictures: readonly Picture[]): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const drawAll = (printing: boolean): void => {
    const theme = dark.matches && !printing ? DARK : LIGHT;
    for (const picture of pictures) picture.draw(theme);
  };
  let width = 0;
  let waiting = 0;
  // Of a page that is being dragged wider, only what can be seen is drawn.
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => drawAll(false));
  }).observe(document.body);
  dark.addEventListener('change', () => drawAll(false));
  addEventListener('beforeprint', () => drawAll(true));
  addEventListener('afterprint', () => drawAll(false));
  drawAll(false);
}
