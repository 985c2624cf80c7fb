/** The place of the space-time diagram on the page: what to show of it, the canvas that the page's script draws on, and what is told of one fact. */
import { grouped } from '../charts/words.js';
import type { FaultSpan } from '../series/series.js';
import type { PackedFacts } from '../space-time/packed-facts.js';
import { type Html, html, inner, scriptJson } from './html.js';

/** @param facts undefined: the run was not traced */
export const spaceTimeSection = (facts: PackedFacts | undefined, faults: readonly FaultSpan[]): Html => html`
<section id="space-time" aria-labelledby="space-time-title">
<h2 id="space-time-title" tabindex="-1">Who told whom what, and when?</h2>
${inner(facts === undefined ? UNTRACED : diagram(facts, faults))}
</section>`;

const UNTRACED = html`<p>This needs the facts of the run, one by one: <code>schism run … --trace</code> keeps them, and they become part of this page.</p>`;

const diagram = (facts: PackedFacts, faults: readonly FaultSpan[]): Html => html`
<p class="note">A lane for each server, in the colour of the branch of its current commit, with its devices beside it; time goes down. Arrows are what was sent:
whole ones arrived, dashed ones waited for a node that was down, and a cross is where a link lost one or was cut. A ring is an event that was soft-failed where it
arrived, a ring with a bar one that was rejected.${facts.missing_from_ms === null ? '' : ` ${grouped(facts.missing)} of ${grouped(facts.facts)} facts are left out, as the page would be too large: from ${(facts.missing_from_ms / 1_000).toFixed(0)} s on it has only commits and other events as they were made.`}</p>
<form class="controls" id="space-time-controls">
<label>From <input name="from" inputmode="decimal" size="8"> s</label>
<label>to <input name="to" inputmode="decimal" size="8"> s</label>
<button type="button" name="closer">Closer</button>
<button type="button" name="wider">Wider</button>
<button type="button" name="earlier">Earlier</button>
<button type="button" name="later">Later</button>
<button type="button" name="all">All</button>
<label>Only what is about <input name="about" size="24" list="space-time-names" autocomplete="off" placeholder="an event, commit or message"></label>
<datalist id="space-time-names"></datalist>
<fieldset><legend>Lanes</legend><div id="space-time-lanes"></div></fieldset>
</form>
<div class="picture"><canvas id="space-time-canvas" tabindex="0" role="img" aria-label="Space-time diagram" aria-describedby="space-time-keys space-time-shown"></canvas></div>
<p class="keys" id="space-time-keys">With the diagram in focus: up and down go through the facts, Enter tells of one, left and right go earlier and later, + and − come closer
and go back. A wheel with Ctrl comes closer, too.</p>
<p id="space-time-shown" aria-live="polite"></p>
<div id="space-time-told" aria-live="polite"></div>
<noscript><p>The diagram is drawn by a script; the facts are in <code>trace.ndjson</code>.</p></noscript>
<script type="application/json" id="facts">${inner(scriptJson({ facts, faults }))}</script>`;
