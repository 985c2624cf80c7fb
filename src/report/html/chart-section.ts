/** A chart's place on the page: its question, the canvas that the page's script draws on, and its numbers for who cannot see that. */
import type { ChartSpec, Table } from '../charts/chart-spec.js';
import { grouped } from '../charts/words.js';
import { type Html, html, inner } from './html.js';

/** Of a table: a page has to stay small. */
const ROWS_MOST = 200;

export const chartSection = ({ name, title, note, table, empty }: ChartSpec): Html => html`
<section class="chart" aria-labelledby="${name}-title">
<h3 id="${name}-title">${title}</h3>
<p id="${name}-note">${note}</p>
<div class="picture"><canvas id="${name}" tabindex="0" role="img" aria-label="${title}${empty === undefined ? '' : ` ${empty}`}" aria-describedby="${name}-note"></canvas></div>
<p class="reading" id="${name}-reading" aria-live="polite"></p>
<details><summary>Its numbers</summary>
<p>${shownOf(table)}Also in <code>charts/${name}.csv</code>; the picture is in <code>charts/${name}.svg</code> and <code>charts/${name}.png</code>.</p>
<div class="wide" tabindex="0" role="region" aria-label="${title}"><table><thead><tr>${table.columns.map((column) =>
  inner(html`<th scope="col">${column}</th>`),
)}</tr></thead><tbody>${table.rows.slice(0, ROWS_MOST).map((row) => inner(html`<tr>${row.map((cell) => inner(html`<td>${cell ?? ''}</td>`))}</tr>`))}</tbody></table></div>
</details>
</section>`;

const shownOf = ({ rows }: Table): string => (rows.length > ROWS_MOST ? `The first ${ROWS_MOST} of ${grouped(rows.length)} rows. ` : '');
