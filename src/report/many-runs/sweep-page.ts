/** The report of a sweep. */
import type { PointResult, SweepResult } from '../../experiment/sweep-result.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { counted, grouped } from '../charts/words.js';
import { CHARTS_ID, chartsSection } from '../html/charts-section.js';
import { htmlDocument } from '../html/document.js';
import { type Html, html, inner } from '../html/html.js';
import { estimateWords } from './estimate-words.js';
import { valueAt } from './lines.js';

/** Of the table of points: a page has to stay small. */
const POINTS_LISTED = 500;

/** @param script the page's own, bundled */
export const sweepPage = (sweep: SweepResult, charts: readonly ChartSpec[], script: string): string =>
  htmlDocument({
    title: `${sweep.scenario.name}: Schism sweep`,
    skips: [{ to: CHARTS_ID, text: 'To the charts' }],
    header: whatRan(sweep),
    main: html`
${inner(chartsSection(charts))}
${inner(pointTable(sweep))}`,
    charts,
    script,
  });

function whatRan({ scenario, command, varied, points, left_out, replications, interrupted, schism }: SweepResult): Html {
  const done = points.reduce((sum, { runs }) => sum + runs, 0);
  const failed = points.reduce((sum, point) => sum + point.failed, 0);
  const violated = points.reduce((sum, point) => sum + point.violated, 0);
  return html`
<h1>${scenario.name}</h1>
${scenario.about === undefined ? '' : inner(html`<p class="about">${scenario.about}</p>`)}
<dl>
<dt>The same sweep again</dt><dd><code class="command">${command}</code></dd>
${varied.map(({ path, values }) => inner(html`<dt>${path}</dt><dd>${values.map(({ value }) => value).join(', ')}</dd>`))}
<dt>Points</dt><dd>${counted(points.length, 'point')}${left_out === 0 ? '' : `, ${counted(left_out, 'combination')} left out`}</dd>
<dt>Runs</dt><dd>${counted(done, 'run')}, ${counted(replications, 'replication')} of each point at least; replication r of every point has the same luck</dd>
<dt>Schism</dt><dd>${schism}</dd>
</dl>
${interrupted ? inner(html`<p class="failed">Interrupted: ${grouped(points.length * replications - done)} runs are missing. The same command goes on.</p>`) : ''}
${violated === 0 ? inner(html`<p>All invariants held in every run.</p>`) : inner(html`<p class="failed">In ${counted(violated, 'run')} an invariant did not hold.</p>`)}
${failed === 0 ? '' : inner(html`<p>In ${counted(failed, 'run')} an expectation of the scenario did not hold.</p>`)}`;
}

const pointTable = ({ varied, points }: SweepResult): Html => html`
<h2>Every point</h2>
<p>${points.length > POINTS_LISTED ? `The first ${POINTS_LISTED} of ${grouped(points.length)}. ` : ''}The number, what 95 % of draws of as many runs again give, and what it is counted from. The command runs the first replication alone; a point with all its replications is the sweep's command with <code>--vary PATH=VALUE</code> for each path.</p>
<div class="wide" tabindex="0" role="region" aria-label="Points"><table><thead><tr>${[...varied.map(({ path }) => path), 'runs', ...(points[0]?.measures ?? []).map(({ measure }) => measure), 'one run'].map((column) => inner(html`<th scope="col">${column}</th>`))}</tr></thead><tbody>${points
  .slice(0, POINTS_LISTED)
  .map((point) => inner(pointRow(point, varied)))}</tbody></table></div>`;

const pointRow = (point: PointResult, varied: SweepResult['varied']): Html =>
  html`<tr>${varied.map(({ path }) => inner(html`<td class="number">${valueAt(point, path)}</td>`))}<td class="number">${point.runs}</td>${point.measures.map((each) => inner(html`<td class="number">${estimateWords(each)}</td>`))}<td><code>${point.command}</code></td></tr>
`;
