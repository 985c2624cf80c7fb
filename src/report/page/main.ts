/** What runs in the page: draws the charts from their specs, anew where the width or the colours change. */
import type { ChartSpec } from '../charts/chart-spec.js';
import { DARK, LIGHT } from '../drawing/theme.js';
import { ChartOnPage } from './chart-on-page.js';

const specs = JSON.parse(document.getElementById('specs')?.textContent ?? '[]') as readonly ChartSpec[]; // what the page was made with
const charts = specs.flatMap((spec) => {
  const canvas = document.getElementById(spec.name);
  return canvas instanceof HTMLCanvasElement ? [new ChartOnPage(spec, canvas)] : [];
});
const dark = matchMedia('(prefers-color-scheme: dark)');

function drawAll(printing: boolean): void {
  for (const chart of charts) chart.draw(dark.matches && !printing ? DARK : LIGHT);
}

let width = 0;
let waiting = 0;
/** Of a page that is being dragged wider, only what can be seen is drawn. */
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
