/** The report of a comparison. */
import type { Comparison } from '../../experiment/comparison.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { counted } from '../charts/words.js';
import { CHARTS_ID, chartsSection } from '../html/charts-section.js';
import { htmlDocument } from '../html/document.js';
import { html, inner } from '../html/html.js';

/** @param script the page's own, bundled */
export function comparisonPage(comparison: Comparison, charts: readonly ChartSpec[], script: string): string {
  const { variants, command, pairs, replications, interrupted, schism } = comparison;
  const [first, ...others] = variants;
  return htmlDocument({
    title: `${variants.map(({ name }) => name).join(' and ')}: Schism comparison`,
    skips: [{ to: CHARTS_ID, text: 'To the charts' }],
    header: html`
<h1>${first?.name ?? ''}, and what differs with ${others.map(({ name }) => name).join(', ')}</h1>
<dl>
<dt>The same comparison again</dt><dd><code class="command">${command}</code></dd>
<dt>A</dt><dd>${first?.name ?? ''}: <code>${first?.command ?? ''}</code> runs its first replication alone</dd>
${others.map(({ name, command: alone }) => inner(html`<dt>Variant</dt><dd>${name}: <code>${alone}</code></dd>`))}
<dt>Pairs</dt><dd>${counted(pairs, 'pair')} of runs on the same luck</dd>
<dt>Schism</dt><dd>${schism}</dd>
</dl>
${interrupted ? inner(html`<p class="failed">Interrupted: ${counted(replications - pairs, 'pair')} are missing.</p>`) : ''}
<p>Of metrics that do not differ, one in twenty seems to all the same: what matters, try again with another seed.</p>`,
    main: html`
${inner(chartsSection(charts))}`,
    charts,
    script,
  });
}
