/** What runs in the page of a run: draws the charts from their specs, and the pictures of the facts. */
import type { FaultSpan } from '../series/series.js';
import { type PackedFacts, unpacked } from '../space-time/packed-facts.js';
import { chartsOnPage } from './chart-on-page.js';
import { drawnAnew, type Picture } from './drawn-anew.js';
import { RoomDagOnPage } from './room-dag.js';
import { SpaceTime } from './space-time.js';

/** Nothing where the run was not traced. */
function picturesOfFacts(): readonly Picture[] {
  const [data, canvas, svg] = ['facts', 'space-time-canvas', 'room-dag-picture'].map((id) => document.getElementById(id));
  const [controls, dagControls] = ['space-time-controls', 'room-dag-controls'].map((id) => document.getElementById(id));
  if (!(canvas instanceof HTMLCanvasElement && svg instanceof SVGSVGElement)) return [];
  if (!(controls instanceof HTMLFormElement && dagControls instanceof HTMLFormElement)) return [];
  const read = JSON.parse(data?.textContent ?? '') as { readonly facts: PackedFacts; readonly faults: readonly FaultSpan[] }; // likewise
  const facts = unpacked(read.facts);
  return [new SpaceTime(facts, read.faults, canvas, controls), new RoomDagOnPage(facts, svg, dagControls)];
}

drawnAnew([...chartsOnPage(), ...picturesOfFacts()]);
