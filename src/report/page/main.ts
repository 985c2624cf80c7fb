/** What runs in the page: draws the charts from their specs, and the pictures of the facts, anew where the width or the colours change. */
import type { ChartSpec } from '../charts/chart-spec.js';
import { DARK, LIGHT, type Theme } from '../drawing/theme.js';
import type { FaultSpan } from '../series/series.js';
import { type PackedFacts, unpacked } from '../space-time/packed-facts.js';
import { ChartOnPage } from './chart-on-page.js';
import { RoomDagOnPage } from './room-dag.js';
import { SpaceTime } from './space-time.js';

const specs = JSON.parse(document.getElementById('specs')?.textContent ?? '[]') as readonly ChartSpec[]; // what the page was made with
const charts = specs.flatMap((spec) => {
  const canvas = document.getElementById(spec.name);
  return canvas instanceof HTMLCanvasElement ? [new ChartOnPage(spec, canvas)] : [];
});
const ofFacts = picturesOfFacts();
const dark = matchMedia('(prefers-color-scheme: dark)');

function drawAll(printing: boolean): void {
  const theme = dark.matches && !printing ? DARK : LIGHT;
  for (const chart of charts) chart.draw(theme);
  for (const picture of ofFacts) picture.draw(theme);
}

/** Nothing where the run was not traced. */
function picturesOfFacts(): readonly { draw(theme: Theme): void }[] {
  const [data, canvas, svg] = ['facts', 'space-time-canvas', 'room-dag-picture'].map((id) => document.getElementById(id));
  const [controls, dagControls] = ['space-time-controls', 'room-dag-controls'].map((id) => document.getElementById(id));
  if (!(canvas instanceof HTMLCanvasElement && svg instanceof SVGSVGElement)) return [];
  if (!(controls instanceof HTMLFormElement && dagControls instanceof HTMLFormElement)) return [];
  const read = JSON.parse(data?.textContent ?? '') as { readonly facts: PackedFacts; readonly faults: readonly FaultSpan[] }; // likewise
  const facts = unpacked(read.facts);
  return [new SpaceTime(facts, read.faults, canvas, controls), new RoomDagOnPage(facts, svg, dagControls)];
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
