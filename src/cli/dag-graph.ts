/**
 * Draws a graph in the margin of a list of its nodes, from the oldest to the newest: a lane for every edge that is open, as
 * `git log --graph` does, turned round.
 *
 *     ●
 *     ├─┐
 *     ● │
 *     │ ●
 *     ├─┘
 *     ●
 */

export interface GraphNode {
  readonly name: string;
  /** Names of nodes that come earlier. */
  readonly parents: readonly string[];
  readonly glyph: string;
}

export interface GraphRow {
  /** All rows of a graph are equally wide. */
  readonly drawing: string;
  /** Absent on rows that only join or part lanes. */
  readonly node?: string;
}

/** To which child each lane leads; undefined: the lane is free. */
type Lanes = (string | undefined)[];

export function drawGraph(nodes: readonly GraphNode[]): readonly GraphRow[] {
  const children = new Map<string, string[]>();
  for (const { name, parents } of nodes)
    for (const parent of new Set(parents)) children.set(parent, [...(children.get(parent) ?? []), name]);
  const lanes: Lanes = [];
  const rows: GraphRow[] = [];
  for (const { name, glyph } of nodes) {
    const arriving = lanes.flatMap((target, lane) => (target === name ? [lane] : []));
    // A root stands in a lane of its own, or it would seem to follow what ended in that lane.
    const [own = lanes.length, ...joining] = arriving;
    if (joining.length > 0) rows.push({ drawing: joint(lanes, own, joining, '┘', '┴') });
    for (const lane of joining) lanes[lane] = undefined;
    lanes[own] = name;
    rows.push({ drawing: cells(lanes, (lane) => (lane === own ? glyph : undefined)), node: name });
    const [first, ...others] = children.get(name) ?? [];
    lanes[own] = first;
    const parting = others.map((child) => {
      const lane = freeLane(lanes, own + 1);
      lanes[lane] = child;
      return lane;
    });
    if (parting.length > 0) rows.push({ drawing: joint(lanes, own, parting, '┐', '┬') });
  }
  const width = Math.max(0, ...rows.map(({ drawing }) => drawing.length));
  return rows.map((row) => ({ ...row, drawing: row.drawing.padEnd(width) }));
}

const freeLane = (lanes: Lanes, from: number): number => {
  for (let lane = from; ; lane += 1) if (lanes[lane] === undefined) return lane;
};

/** Lanes that come together in `own`, or part from it. */
function joint(lanes: Lanes, own: number, others: readonly number[], last: string, between: string): string {
  const end = Math.max(...others);
  const drawn = cells(lanes, (lane) => {
    if (lane === own) return '├';
    if (lane === end) return last;
    if (others.includes(lane)) return between;
    if (lane < own || lane > end) return undefined;
    return lanes[lane] === undefined ? '─' : '┼';
  });
  // A line along the gaps from the one end to the other.
  return [...drawn].map((cell, at) => (at > own * 2 && at < end * 2 && at % 2 === 1 ? '─' : cell)).join('');
}

/** A cell a lane: what `drawn` says, or the lane itself. */
const cells = (lanes: Lanes, drawn: (lane: number) => string | undefined): string =>
  Array.from(lanes, (target, lane) => drawn(lane) ?? (target === undefined ? ' ' : '│')).join(' ');
