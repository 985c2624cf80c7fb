/** What a reader of a report sees before the charts: what ran, whether it went as expected, and the numbers that matter. */
import { metricAt, metricOf } from '../../observe/metric-path.js';
import type { MetricValue } from '../../observe/metrics.js';
import { counted, duration, grouped } from '../charts/words.js';
import type { ReportedRun, ReportedScenario } from '../run-files.js';
import type { FaultSpan, Series } from '../series/series.js';
import { type Html, html, inner } from './html.js';
import { KEY_NUMBERS } from './key-numbers.js';

/** Longer ones are for `result.json`. */
const SCENARIO_CHARACTERS = 60_000;
const LISTED = 200;

export const whatRan = ({ scenario, seed, fingerprint, simulated_ms, facts, schism }: ReportedRun, { command }: Series): Html => html`
<h1>${scenario.name}</h1>
${scenario.about === undefined ? '' : inner(html`<p class="about">${scenario.about}</p>`)}
<dl>
<dt>The same run again</dt><dd><code class="command">${command}</code></dd>
<dt>Who</dt><dd>${whoIsThere(scenario)}</dd>
<dt>Powers, the head first</dt><dd>${scenario.room.powers.join(', ')}</dd>
<dt>security.window</dt><dd>${scenario.room.security.window}</dd>
<dt>MLS engine</dt><dd>${scenario.mls}</dd>
<dt>Seed</dt><dd><code>${seed}</code></dd>
<dt>Virtual time</dt><dd>${scenario.duration} and what was in flight then, ${duration(simulated_ms)} in all; ${counted(facts, 'fact')}</dd>
<dt>Fingerprint</dt><dd><code>${fingerprint}</code></dd>
<dt>Schism</dt><dd>${schism}</dd>
</dl>
${inner(scenarioAsRun(scenario))}`;

const whoIsThere = ({ servers, users }: ReportedScenario): string =>
  [
    counted(servers.length, 'server'),
    counted(users.length, 'user'),
    counted(
      users.reduce((sum, { devices }) => sum + devices, 0),
      'device',
    ),
  ].join(', ');

function scenarioAsRun(scenario: ReportedScenario): Html {
  const text = JSON.stringify(scenario, null, 1);
  if (text.length > SCENARIO_CHARACTERS) return html`<p>The scenario as it ran is in <code>result.json</code>.</p>`;
  return html`<details><summary>The scenario as it ran, every default filled in</summary><pre tabindex="0">${text}</pre></details>`;
}

export function verdict({ expectations, violations }: ReportedRun): Html {
  const failed = expectations.filter(({ held }) => !held).length;
  return html`
<h2>Did it go as expected?</h2>
${inner(
  expectations.length === 0
    ? html`<p>The scenario expects nothing.</p>`
    : html`<p>${failed === 0 ? `All ${expectations.length} expectations held.` : `${failed} of ${expectations.length} expectations failed.`}</p>
<div class="wide" tabindex="0" role="region" aria-label="Expectations"><table><thead><tr><th scope="col">expected</th><th scope="col">held</th><th scope="col">it is</th></tr></thead><tbody>${[
        ...expectations,
      ]
        .sort((a, b) => Number(a.held) - Number(b.held))
        .slice(0, LISTED)
        .map(({ expect, held, actual }) =>
          inner(
            html`<tr><td><code>${expect}</code></td><td class="${held ? 'held' : 'failed'}">${held ? 'held' : 'FAILED'}</td><td>${JSON.stringify(actual) ?? ''}</td></tr>`,
          ),
        )}</tbody></table></div>`,
)}
${inner(
  violations.length === 0
    ? html`<p>All invariants held.</p>`
    : html`<p class="failed">${violations.length} violations of invariants:</p><ul>${violations
        .slice(0, LISTED)
        .map(({ invariant, at_ms, detail }) => inner(html`<li>at ${duration(at_ms)}: ${invariant}: ${detail}</li>`))}</ul>`,
)}`;
}

export const keyNumbers = ({ metrics }: ReportedRun): Html => html`
<h2>The numbers that matter</h2>
<div class="wide" tabindex="0" role="region" aria-label="Metrics"><table><thead><tr><th scope="col">metric</th><th scope="col">value</th><th scope="col">meaning</th></tr></thead><tbody>${KEY_NUMBERS.map(
  (path) => {
    const { unit = '', text = '' } = metricOf(path) ?? {};
    return inner(
      html`<tr><td><code>${path}</code></td><td class="number">${shown(metricAt(metrics, path), unit)}</td><td>${text}</td></tr>`,
    );
  },
)}</tbody></table></div>
<p>All metrics are in <code>result.json</code>.</p>`;

function shown(value: MetricValue | undefined, unit: string): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return JSON.stringify(value);
  if (unit === 'ms') return duration(value);
  const rounded = Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(3)));
  return unit === 's' || unit === 'bytes' ? `${rounded} ${unit}` : rounded;
}

export function faultList({ faults }: Series): Html {
  if (faults.length === 0) return html`<h2>What went wrong</h2><p>Nothing: the scenario has no faults.</p>`;
  return html`
<h2>What went wrong</h2>
<p>The faults of the scenario, shaded on every chart over time.${faults.length > LISTED ? ` The first ${LISTED} of ${faults.length}.` : ''}</p>
<div class="wide" tabindex="0" role="region" aria-label="Faults"><table><thead><tr><th scope="col">fault</th><th scope="col">of</th><th scope="col">from</th><th scope="col">for</th></tr></thead><tbody>${faults
    .slice(0, LISTED)
    .map(faultRow)}</tbody></table></div>`;
}

const faultRow = ({ kind, name, from_ms, to_ms }: FaultSpan) =>
  inner(
    html`<tr><td>${kind}</td><td>${name}</td><td>${duration(from_ms)}</td><td>${to_ms > from_ms ? duration(to_ms - from_ms) : ''}</td></tr>`,
  );
