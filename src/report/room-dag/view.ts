/**
 * What of a room's DAG is to be drawn, a row for each event in the order in which they were made. Messages, of which there are many, may
 * be left out; the events that are shown are then joined as they are by what is not.
 */
import type { DagEvent, RoomDag } from './dag.js';

export interface DagWanted {
  /** In ms. */
  readonly from: number;
  readonly to: number;
  /** Only the create event and commits, pending ones included. */
  readonly commitsOnly: boolean;
  /** An event of which the commit that it cites is shown, whatever it is. */
  readonly chosen?: string | undefined;
}

export interface DagEdge {
  /** By label: the later event, and the earlier one that it refers to. */
  readonly later: string;
  readonly earlier: string;
}

export interface DagView {
  readonly events: readonly DagEvent[];
  /** By row. */
  readonly rows: ReadonlyMap<string, number>;
  /** By `prev_events`, or by way of events that are not shown; none that others say already. */
  readonly prev: readonly DagEdge[];
  /** From commits, and the chosen event, to the commit that they cite in `auth_events`: every message cites one. */
  readonly auth: readonly DagEdge[];
  /** Events of that time that are not drawn, as they would be too many. */
  readonly leftOut: number;
}

/** More rows than this nobody looks through. */
export const ROWS_MOST = 300;

export function dagView({ events, byLabel }: RoomDag, { from, to, commitsOnly, chosen }: DagWanted): DagView {
  const wanted = events.filter(({ at, kind }) => at >= from && at <= to && !(commitsOnly && kind === 'other'));
  const shown = wanted.slice(0, ROWS_MOST);
  const rows = new Map(shown.map(({ label }, row) => [label, row]));
  const auth = shown.flatMap((event) => {
    const cited = event.kind === 'other' && event.label !== chosen ? undefined : citedCommit(event, byLabel);
    return cited !== undefined && rows.has(cited.label) ? [{ later: event.label, earlier: cited.label }] : [];
  });
  return { events: shown, rows, prev: prevEdges(events, shown, rows), auth, leftOut: wanted.length - shown.length };
}

/** The commit that an event cites in its `auth_events`. */
export const citedCommit = ({ auth }: DagEvent, byLabel: ReadonlyMap<string, DagEvent>): DagEvent | undefined =>
  auth.map((label) => byLabel.get(label)).find((event) => event?.kind === 'commit');

function prevEdges(all: readonly DagEvent[], shown: readonly DagEvent[], rows: ReadonlyMap<string, number>): readonly DagEdge[] {
  /** By event that is not shown, the nearest ones before it that are. */
  const nearest = new Map<string, ReadonlySet<string>>();
  const edges: DagEdge[] = [];
  const parents = new Map<string, readonly string[]>();
  const [first, last] = [shown[0]?.at ?? 0, shown.at(-1)?.at ?? 0];
  for (const { label, prev, at } of all) {
    // What is shown lies between, and nothing before that leads to it.
    if (at < first || at > last) continue;
    const before = new Set(prev.flatMap((each) => (rows.has(each) ? [each] : [...(nearest.get(each) ?? [])])));
    if (!rows.has(label)) nearest.set(label, before);
    else {
      const direct = [...before].filter((each) => !isBehind(each, before, parents, rows));
      parents.set(label, direct);
      for (const earlier of direct) edges.push({ later: label, earlier });
    }
  }
  return edges;
}

/** Whether one of the others leads back to it, so that an edge of its own would say nothing. */
function isBehind(
  label: string,
  others: ReadonlySet<string>,
  parents: ReadonlyMap<string, readonly string[]>,
  rows: ReadonlyMap<string, number>,
): boolean {
  const row = rows.get(label) ?? 0;
  const open = [...others].filter((other) => other !== label);
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of parents.get(next) ?? []) {
      if (parent === label) return true;
      if ((rows.get(parent) ?? 0) <= row || seen.has(parent)) continue;
      seen.add(parent);
      open.push(parent);
    }
  }
  return false;
}
