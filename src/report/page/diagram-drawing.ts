/** Draws a part of a story on a canvas: lanes side by side, time down. */
import type { Theme } from '../drawing/theme.js';
import type { FaultSpan } from '../series/series.js';
import type { Arrow, Fate, Lane, Mark } from '../space-time/story.js';
import type { View, Wanted } from '../space-time/view.js';

export interface Picture {
  readonly lanes: readonly Lane[];
  readonly view: View;
  readonly wanted: Wanted;
  readonly faults: readonly FaultSpan[];
  /** The fact that is told of. */
  readonly chosen: number | undefined;
}

/** Where things are on the canvas, in pixels. */
export interface Placing {
  readonly x: (lane: number) => number;
  readonly y: (ms: number) => number;
}

interface Pen extends Placing {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
}

const TOP = 64;
const LEFT = 72;
const MARGIN = 14;
/** Room for the name of the last lane, which is written aslant. */
const RIGHT = 84;
const LANE = 10;
const FONT = '12px system-ui, sans-serif';
const HEAD = 5;

const DASHES: { readonly [Of in Fate]: readonly number[] } = {
  arrives: [],
  held: [5, 3],
  soft_failed: [],
  rejected: [],
  lost: [2, 3],
  cut: [2, 3],
};

export function placing({ lanes, from, to }: Wanted, width: number, height: number): Placing {
  const places = new Map(lanes.map((lane, place) => [lane, place]));
  const step = (width - LEFT - RIGHT) / Math.max(1, lanes.length);
  return {
    x: (lane) => LEFT + step * ((places.get(lane) ?? 0) + 0.5),
    y: (ms) => TOP + ((ms - from) / Math.max(1, to - from)) * (height - TOP - MARGIN),
  };
}

export function drawDiagram(context: CanvasRenderingContext2D, picture: Picture, theme: Theme): void {
  const { width, height } = context.canvas;
  const { lanes, view, wanted, faults, chosen } = picture;
  const pen: Pen = { context, theme, ...placing(wanted, width, height) };
  const { x, y } = pen;
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height);
  context.font = FONT;
  drawFaults(pen, faults, wanted);
  drawTimes(pen, wanted);
  context.save();
  context.beginPath();
  context.rect(0, TOP - 6, width, height - TOP);
  context.clip();
  for (const lane of wanted.lanes) line(pen, theme.grid, 1, [x(lane), TOP], [x(lane), height - MARGIN]);
  for (const { lane, from, to, branch } of view.currents)
    line(pen, branchColour(theme, branch), LANE, [x(lane), y(Math.max(from, wanted.from))], [x(lane), y(Math.min(to, wanted.to))]);
  for (const arrow of view.arrows) drawArrow(pen, arrow, arrow.fact === chosen);
  for (const mark of view.marks) drawMark(pen, mark, mark.fact === chosen);
  context.restore();
  nameFaults(pen, faults, wanted);
  for (const lane of wanted.lanes) drawName(pen, lane, lanes[lane]?.node ?? '');
}

export const branchColour = (theme: Theme, branch: number): string => theme.lines[branch % theme.lines.length] ?? theme.ink;

function drawFaults({ context, theme, y }: Pen, faults: readonly FaultSpan[], { from, to }: Wanted): void {
  const { width } = context.canvas;
  for (const { from_ms, to_ms } of faults) {
    if (from_ms > to || to_ms < from) continue;
    const [top, bottom] = [y(Math.max(from, from_ms)), y(Math.min(to, to_ms))];
    context.fillStyle = theme.shade;
    context.fillRect(LEFT, top, width - LEFT - MARGIN, Math.max(1, bottom - top));
  }
}

/** Above all else, or what the partition keeps from arriving would hide its name. */
function nameFaults({ context, theme, y }: Pen, faults: readonly FaultSpan[], { from, to }: Wanted): void {
  for (const { kind, name, from_ms, to_ms } of faults) {
    if (from_ms > to || to_ms < from) continue;
    const [text, top] = [`${kind}: ${name}`, Math.max(TOP, y(from_ms))];
    const most = context.canvas.width - LEFT - 2 * MARGIN;
    context.fillStyle = theme.paper;
    context.fillRect(LEFT + 2, top + 1, Math.min(most, context.measureText(text).width) + 4, 15);
    context.fillStyle = theme.ink;
    context.fillText(text, LEFT + 4, top + 12, most);
  }
}

function drawTimes(pen: Pen, { from, to }: Wanted): void {
  const { context, theme, y } = pen;
  const step = niceStep((to - from) / 8);
  context.textAlign = 'right';
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    line(pen, theme.grid, 1, [LEFT - 4, y(at)], [context.canvas.width - MARGIN, y(at)]);
    context.fillStyle = theme.faint;
    context.fillText(`${(at / 1_000).toFixed(step < 1_000 ? 3 : 0)} s`, LEFT - 8, y(at) + 4);
  }
  context.textAlign = 'left';
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-3, least)));
  return power * ([1, 2, 5, 10].find((times) => times * power >= least) ?? 10);
}

function drawName({ context, theme, x }: Pen, lane: number, name: string): void {
  context.save();
  context.translate(x(lane), TOP - 10);
  context.rotate(-Math.PI / 7);
  context.fillStyle = theme.ink;
  context.fillText(name, -6, 0, 160);
  context.restore();
}

function drawArrow(pen: Pen, { at, arrives, from, to, fate }: Arrow, isChosen: boolean): void {
  const { context, theme, x, y } = pen;
  const never = fate === 'lost' || fate === 'cut';
  const colour = never || fate === 'rejected' ? theme.roles.lost : fate === 'soft_failed' ? theme.roles.hidden : theme.faint;
  const start: Point = [x(from), y(at)];
  // What does not arrive ends on its way.
  const end: Point = never ? [x(from) + 0.4 * (x(to) - x(from)), y(at)] : [x(to), y(arrives)];
  // Of what cannot be carried there may be very much: it is tried again every second.
  context.globalAlpha = isChosen ? 1 : never ? 0.3 : fate === 'arrives' ? 0.55 : 1;
  line(pen, colour, isChosen ? 3 : 1, start, end, DASHES[fate]);
  if (never) cross(pen, colour, end, isChosen ? HEAD : HEAD - 2);
  else if (fate === 'arrives' || fate === 'held') arrowhead(pen, colour, start, end);
  else ring(pen, colour, end, fate === 'rejected');
  context.globalAlpha = 1;
}

function drawMark(pen: Pen, { at, lane, isBad, branch, kind }: Mark, isChosen: boolean): void {
  const { context, theme, x, y } = pen;
  const point: Point = [x(lane), y(at)];
  if (isBad) return cross(pen, theme.roles.lost, point, isChosen ? HEAD + 3 : HEAD);
  context.fillStyle = branch === undefined ? theme.ink : branchColour(theme, branch);
  const size = (kind === 'commit_created' || kind === 'current_commit_changed' ? 5 : 2.5) + (isChosen ? 3 : 0);
  context.beginPath();
  if (kind === 'commit_created') context.rect(point[0] - size, point[1] - size, 2 * size, 2 * size);
  else context.arc(point[0], point[1], size, 0, 2 * Math.PI);
  context.fill();
}

type Point = readonly [number, number];

function line({ context }: Pen, colour: string, width: number, start: Point, end: Point, dashes: readonly number[] = []): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash([...dashes]);
  context.beginPath();
  context.moveTo(...start);
  context.lineTo(...end);
  context.stroke();
  context.setLineDash([]);
}

function arrowhead({ context }: Pen, colour: string, [x0, y0]: Point, [x1, y1]: Point): void {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x1, y1);
  for (const turn of [-0.4, 0.4]) context.lineTo(x1 - 2 * HEAD * Math.cos(angle + turn), y1 - 2 * HEAD * Math.sin(angle + turn));
  context.fill();
}

function cross(pen: Pen, colour: string, [x, y]: Point, size = HEAD): void {
  line(pen, colour, 2, [x - size, y - size], [x + size, y + size]);
  line(pen, colour, 2, [x - size, y + size], [x + size, y - size]);
}

function ring(pen: Pen, colour: string, [x, y]: Point, isBarred: boolean): void {
  const { context } = pen;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, HEAD, 0, 2 * Math.PI);
  context.stroke();
  if (isBarred) line(pen, colour, 2, [x - HEAD, y + HEAD], [x + HEAD, y - HEAD]);
}
