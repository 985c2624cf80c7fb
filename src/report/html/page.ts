/** The report of a run: one HTML file that needs nothing but itself. */
import { createHash } from 'node:crypto';
import type { ChartSpec } from '../charts/chart-spec.js';
import type { ReportedRun } from '../run-files.js';
import type { Series } from '../series/series.js';
import type { PackedFacts } from '../space-time/packed-facts.js';
import { chartSection } from './chart-section.js';
import { type Html, html, inner, scriptJson } from './html.js';
import { roomDagSection } from './room-dag-section.js';
import { spaceTimeSection } from './space-time-section.js';
import { STYLE } from './style.js';
import { faultList, keyNumbers, verdict, whatRan } from './summary.js';

/**
 * @param script the page's own, bundled
 * @param facts those of the run, if it was traced
 */
export function reportPage(run: ReportedRun, series: Series, charts: readonly ChartSpec[], script: string, facts?: PackedFacts): string {
  // A browser gets to know which script and style are ours, and takes no others, nor anything from the network.
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>${html`
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${run.scenario.name}: Schism report</title>
<style>${ours(STYLE)}</style>
</head>
<body>
<a class="skip" href="#charts">To the charts</a>
<a class="skip" href="#space-time-title">To the space-time diagram</a>
<header>${inner(whatRan(run, series))}</header>
<main>
${inner(verdict(run))}
${inner(keyNumbers(run))}
${inner(faultList(series))}
<h2 id="charts" tabindex="-1">Charts</h2>
<p class="keys">With a chart in focus, the arrow keys go through its points and say what they stand for.</p>
<noscript><p>The charts are drawn by a script. Without it, the pictures are in <code>charts/</code>, and all numbers below.</p></noscript>
${charts.map((chart) => inner(chartSection(chart)))}
${inner(spaceTimeSection(facts, series.faults))}
${facts === undefined ? '' : inner(roomDagSection())}
</main>
<script type="application/json" id="specs">${inner(scriptJson(charts.map(({ table: _, ...drawn }) => drawn)))}</script>
<script>${ours(script)}</script>
</body>
</html>
`}`;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Code of ours, which stands in the page as it is. */
function ours(code: string): { readonly html: Html } {
  if (/<\/(?:script|style)/i.test(code)) throw new Error('the code of the page would end its own element');
  return inner(code as Html); // as just checked
}
