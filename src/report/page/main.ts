/** What runs in the page: draws the charts from their specs, and the diagram from the facts, anew where the width or the colours change. */
import type { ChartSpec } from '../charts/chart-spec.js';
import { DARK, LIGHT } from '../drawing/theme.js';
import { ChartOnPage } from './chart-on-page.js';
import { SpaceTime } from './space-time.js';

const specs = JSON.parse(document.getElementById('specs')?.textContent ?? '[]') as readonly ChartSpec[]; // what the page was made with
const charts = specs.flatMap((spec) => {
  const canvas = document.getElementById(spec.name);
  return canvas instanceof HTMLCanvasElement ? [new ChartOnPage(spec, canvas)] : [];
});
const spaceTime = diagramOnPage();
const dark = matchMedia('(prefers-color-scheme: dark)');

function drawAll(printing: boolean): void {
  const theme = dark.matches && !printing ? DARK : LIGHT;
  for (const chart of charts) chart.draw(theme);
  spaceTime?.draw(theme);
}

/** Undefined: the run was not traced. */
function diagramOnPage(): SpaceTime | undefined {
  const [data, canvas, form] = ['facts', 'space-time-canvas', 'space-time-controls'].map((id) => document.getElementById(id));
  if (!(canvas instanceof HTMLCanvasElement && form instanceof HTMLFormElement)) return undefined;
  return new SpaceTime(JSON.parse(data?.textContent ?? ''), canvas, form); // likewise
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
