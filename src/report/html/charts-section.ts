/** All charts of a page, each in its place. */
import type { ChartSpec } from '../charts/chart-spec.js';
import { chartSection } from './chart-section.js';
import { type Html, html, inner } from './html.js';

export const CHARTS_ID = 'charts';

export const chartsSection = (charts: readonly ChartSpec[]): Html => html`
<h2 id="${CHARTS_ID}" tabindex="-1">Charts</h2>
<p class="keys">With a chart in focus, the arrow keys go through its points and say what they stand for.</p>
<noscript><p>The charts are drawn by a script. Without it, the pictures are in <code>charts/</code>, and all numbers below.</p></noscript>
${charts.map((chart) => inner(chartSection(chart)))}`;
