/** Draws a part of a room's DAG: a row for each event, from the oldest down, in the column of the server that made it. */
import type { Theme } from '../drawing/theme.js';
import type { DagEvent, DagGraft } from '../room-dag/dag.js';
import type { DagEdge, DagView } from '../room-dag/view.js';
import { branchColour } from './diagram-drawing.js';

export interface DagPicture {
  readonly view: DagView;
  readonly servers: readonly string[];
  /** The current commit in the end. */
  readonly final: string | undefined;
  /** Of the resolution that is replayed: what has become of each step so far, and the commit that stands then. */
  readonly outcomes: ReadonlyMap<string, { readonly number: number; readonly outcome: 'accepted' | 'refused' | 'to_come' }>;
  readonly tip: string | undefined;
  readonly grafts: readonly DagGraft[];
  /** The event that is told of. */
  readonly chosen: string | undefined;
  /** Is told which event was clicked. */
  readonly onChosen: (event: DagEvent) => void;
}

const ROW = 28;
const COLUMN = 34;
const TOP = 64;
const LEFT = 56;
const SIZE = 6;
const NAME_MOST = 24;
const SVG = 'http://www.w3.org/2000/svg';

interface Pen {
  readonly theme: Theme;
  readonly picture: DagPicture;
  readonly svg: SVGSVGElement;
}

export function drawDag(svg: SVGSVGElement, picture: DagPicture, theme: Theme): void {
  const pen: Pen = { theme, picture, svg };
  const { view, servers } = picture;
  const height = TOP + ROW * view.events.length;
  svg.setAttribute('height', String(height));
  svg.replaceChildren();
  for (const [column, server] of servers.entries()) {
    const x = LEFT + COLUMN * column;
    add(svg, 'line', { x1: x, x2: x, y1: TOP - 8, y2: height, stroke: theme.grid });
    const name = add(svg, 'text', { x, y: TOP - 14, fill: theme.ink, transform: `rotate(-30 ${x} ${TOP - 14})` });
    name.textContent = shortened(server);
  }
  for (const edge of view.prev) drawEdge(pen, edge, { stroke: theme.ink, 'stroke-opacity': 0.55 });
  for (const edge of view.auth) {
    const branch = view.events[view.rows.get(edge.later) ?? 0]?.branch;
    drawEdge(pen, edge, { stroke: colourOf(theme, branch), 'stroke-dasharray': '3 3', 'stroke-width': 1.5 }, -14);
  }
  for (const { commit, upon } of picture.grafts) {
    if (!view.rows.has(commit) || !view.rows.has(upon)) continue;
    drawEdge(pen, { later: commit, earlier: upon }, { stroke: theme.roles.lost, 'stroke-width': 3, class: 'graft' }, -28);
  }
  for (const event of view.events) drawEvent(pen, event);
}

const colourOf = (theme: Theme, branch: number | undefined): string => (branch === undefined ? theme.faint : branchColour(theme, branch));

function placeOf({ picture: { view, servers } }: Pen, label: string): readonly [number, number] {
  const row = view.rows.get(label) ?? 0;
  const column = servers.indexOf(view.events[row]?.origin ?? '');
  return [LEFT + COLUMN * Math.max(0, column), TOP + ROW * (row + 0.5)];
}

/** @param bow by how much it swings out, so that edges between the same events lie side by side */
function drawEdge(pen: Pen, { later, earlier }: DagEdge, attributes: Attributes, bow = 0): void {
  const [[x0, y0], [x1, y1]] = [placeOf(pen, earlier), placeOf(pen, later)];
  const middle = (y0 + y1) / 2;
  // What passes over other events of its column swings out a little, not to seem to come from them.
  const swing = bow !== 0 || x0 !== x1 || y1 - y0 <= ROW ? bow : 10;
  const d = `M ${x0} ${y0} C ${x0 + swing} ${middle}, ${x1 + swing} ${middle}, ${x1} ${y1}`;
  add(pen.svg, 'path', { d, fill: 'none', ...attributes });
}

function drawEvent(pen: Pen, event: DagEvent): void {
  const { picture, theme, svg } = pen;
  const [x, y] = placeOf(pen, event.label);
  const group = add(svg, 'g', { class: 'event' });
  group.addEventListener('click', () => picture.onChosen(event));
  const colour = colourOf(theme, event.branch);
  if (event.kind === 'other') add(group, 'circle', { cx: x, cy: y, r: 3, fill: theme.ink });
  else if (event.kind === 'create')
    add(group, 'circle', { cx: x, cy: y, r: SIZE, fill: theme.paper, stroke: theme.ink, 'stroke-width': 3 });
  else {
    const fill = event.kind === 'commit' ? colour : theme.paper;
    add(group, 'rect', { x: x - SIZE, y: y - SIZE, width: 2 * SIZE, height: 2 * SIZE, fill, stroke: colour, 'stroke-width': 2 });
  }
  if (event.label === picture.tip)
    add(group, 'circle', { cx: x, cy: y, r: SIZE + 5, fill: 'none', stroke: theme.roles.good, 'stroke-width': 3 });
  if (event.rejected.length > 0) drawCross(group, x, y, theme.roles.lost);
  else if (event.softFailed.length > 0) drawCross(group, x, y, theme.roles.hidden);
  const step = picture.outcomes.get(event.label);
  if (step !== undefined) drawStep(pen, group, y, step);
  const isChosen = event.label === picture.chosen;
  const words = add(group, 'text', {
    x: LEFT + COLUMN * picture.servers.length,
    y: y + 4,
    fill: theme.ink,
    'font-weight': isChosen ? 700 : 400,
  });
  if (isChosen) group.setAttribute('class', 'event chosen');
  words.textContent = describe(event, picture.final);
}

function drawStep(
  { theme }: Pen,
  group: SVGElement,
  y: number,
  { number, outcome }: { readonly number: number; readonly outcome: 'accepted' | 'refused' | 'to_come' },
): void {
  const [fill, sign] =
    outcome === 'accepted' ? [theme.roles.good, '✓'] : outcome === 'refused' ? [theme.roles.lost, '✗'] : [theme.faint, ''];
  const badge = add(group, 'text', { x: 4, y: y + 4, fill, 'font-weight': 700 });
  badge.textContent = `${number}${sign}`;
}

/** Beside the event, which may have won all the same. */
function drawCross(group: SVGElement, x: number, y: number, stroke: string): void {
  const [from, to] = [x + SIZE + 3, x + 2 * SIZE + 1];
  const half = (to - from) / 2;
  for (const up of [-1, 1]) add(group, 'line', { x1: from, x2: to, y1: y - up * half, y2: y + up * half, stroke, 'stroke-width': 2 });
}

const KINDS = { create: 'create', commit: 'commit', pending: 'pending commit', other: '' } as const;

function describe({ label, kind, type, at, epoch, softFailed, rejected }: DagEvent, final: string | undefined): string {
  const words = [
    `${label}  ${kind === 'other' ? type : KINDS[kind]}${epoch === undefined ? '' : ` ${kind === 'other' ? 'of' : 'that ends'} epoch ${epoch}`}`,
    at < 0 ? 'setting up' : `${(at / 1_000).toFixed(3)} s`,
    ...(softFailed.length === 0 ? [] : [`soft-failed at ${softFailed.join(', ')}`]),
    ...(rejected.length === 0 ? [] : [`rejected at ${rejected.join(', ')}`]),
    ...(label === final ? ['current in the end'] : []),
  ];
  return words.join('; ');
}

const shortened = (name: string): string => (name.length <= NAME_MOST ? name : `${name.slice(0, NAME_MOST - 1)}…`);

type Attributes = Readonly<Record<string, string | number>>;

function add(parent: Element, name: string, attributes: Attributes): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  parent.append(made);
  return made;
}
