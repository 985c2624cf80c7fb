/** The place of the room's DAG on the page: what to show of it, the picture that the page's script draws, and the steps of a resolution. */
import { type Html, html } from './html.js';

export const roomDagSection = (): Html => html`
<section id="room-dag" aria-labelledby="room-dag-title">
<h2 id="room-dag-title" tabindex="-1">Which commit won, and why?</h2>
<p class="note">The events of the room, from the oldest down, each in the column of the server that made it. A square is a commit in the colour of its branch, a
hollow one a pending commit. Whole lines are <code>prev_events</code>, or what leads there by way of events that are left out; dashed ones lead to the commit that a
commit, or the chosen event, cites in <code>auth_events</code>. A cross is an event that some server soft-failed or rejected. In a resolution, numbers are the order in which events were taken
up, a ring is the commit that stands so far, and a thick line is a graft.</p>
<form class="controls" id="room-dag-controls">
<label>Room <select name="room"></select></label>
<label>From <input name="from" inputmode="decimal" size="8"> s</label>
<label>to <input name="to" inputmode="decimal" size="8"> s</label>
<button type="button" name="all">All</button>
<label><input type="checkbox" name="others"> also messages and all other events</label>
<fieldset><legend>Resolution</legend>
<label>of <select name="resolution"></select></label>
<button type="button" name="first">Begin</button>
<button type="button" name="back">Step back</button>
<button type="button" name="forward">Step</button>
<button type="button" name="last">End</button>
</fieldset>
</form>
<ol id="room-dag-steps"></ol>
<div id="room-dag-outcome" aria-live="polite"></div>
<p id="room-dag-shown" aria-live="polite"></p>
<p class="keys" id="room-dag-keys">With the picture in focus: up and down go through the events, Enter tells of one, as a click does.</p>
<div class="wide"><svg id="room-dag-picture" width="100%" height="0" tabindex="0" role="img" aria-label="The room’s DAG" aria-describedby="room-dag-keys room-dag-shown"></svg></div>
<div id="room-dag-told" aria-live="polite"></div>
<noscript><p>The picture is drawn by a script; the facts are in <code>trace.ndjson</code>.</p></noscript>
</section>`;
