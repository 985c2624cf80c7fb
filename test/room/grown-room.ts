/** A room grown from a random plan, event by event: what a plan counts back from the newest event is found here. */
import type { RoomEvent } from '../../src/room/event.js';
import type { Reading } from '../../src/room/msc4256/reading.js';
import { RoomGraph } from '../../src/room/room-graph.js';
import type { RoomState } from '../../src/room/room-version.js';
import { CREATE, DescribedRoom, type Lists, type Row } from './described-room.js';
import { type RoomPlan, SERVERS, type Step } from './random-rooms.js';

/** The room that a plan makes under a reading: states are resolved, so what an event cites may hang on it. */
export function growRoom({ powers, steps }: RoomPlan, rules: Partial<Reading>): DescribedRoom {
  const room = new DescribedRoom(rules);
  const grown = new GrowingRoom(room);
  grown.add({
    id: 'a0',
    kind: 'commit',
    epoch: 0,
    origin: 'a',
    prev: [CREATE],
    auth: [CREATE],
    ts: 1,
    powers,
    servers: SERVERS,
    content: 'a0',
  });
  for (const one of steps) grown.add(grown.place(one));
  return room;
}

class GrowingRoom {
  /** Holds every event and soft-fails none: it is there for the states before events. */
  private readonly graph: RoomGraph;

  constructor(private readonly room: DescribedRoom) {
    this.graph = new RoomGraph(room.dag.version);
    this.hold(room.dag.get(CREATE));
  }

  add(row: Row): void {
    this.hold(this.room.add(row));
  }

  /** The event of a step: where it stands and what it cites. */
  place(made: Step): Row {
    const rows = this.room.rows();
    const { kind, origin, skew } = made;
    const ts = Math.max(0, 10 * (rows.length + skew));
    if (kind === 'first commit') {
      const first = { kind: 'commit', epoch: 0, origin: 'a', prev: [CREATE], auth: [CREATE], ts } as const;
      return this.named(first, { powers: made.powers ?? this.room.row('a0').powers, servers: SERVERS }, made);
    }
    const back = (from: readonly Row[], by: number): Row => from[Math.max(0, from.length - 1 - by)] ?? this.room.row('a0');
    const prev = [...new Set(made.prev.map((by) => back(rows, by).id))];
    const commits = rows.filter((row) => row.kind === 'commit');
    const cited = made.cites === 0 ? this.commitBefore(prev) : back(commits, made.cites - 1);
    const lists = kind === 'commit' ? { powers: made.powers ?? cited.powers, servers: made.servers ?? cited.servers } : cited;
    const placed = { kind, epoch: cited.epoch + 1 + made.ahead, origin, prev, auth: [CREATE, cited.id], ts } as const;
    return this.named(placed, lists, made);
  }

  /** Labels as `a1` or `a1-2` for commits, `m1` and `p1` for messages and pending commits. */
  private named(placed: Omit<Row, 'id' | 'content' | keyof Lists>, { powers, servers }: Lists, { duplicate }: Step): Row {
    const rows = this.room.rows();
    const base = placed.kind === 'commit' ? `${placed.origin}${placed.epoch}` : placed.kind.charAt(0);
    const numbered = (count: number): string =>
      placed.kind === 'commit' && count === 1 ? base : `${base}${placed.kind === 'commit' ? '-' : ''}${count}`;
    let count = 1;
    while (rows.some(({ id }) => id === numbered(count))) count += 1;
    const id = numbered(count);
    const described = { id, ...placed, powers, servers };
    const twin = rows.find((row) => duplicate && row.kind !== 'message' && placed.kind !== 'message' && mlsKey(row) === mlsKey(described));
    return { ...described, content: twin?.content ?? id };
  }

  private commitBefore(prev: readonly string[]): Row {
    const states = prev.map((label) => this.graph.get(this.room.dag.get(label).id)?.stateAfter);
    const { commit } = this.room.dag.version.resolve(
      states.filter((state): state is RoomState => state !== undefined),
      (event) => this.graph.get(event.id)?.outcome === 'rejected',
    ).state;
    return this.room.row(commit?.label ?? 'a0');
  }

  private hold(event: RoomEvent): void {
    this.graph.insert(event, this.graph.judge(event, { own: true }));
  }
}

/** What MLS bytes tell besides their own content: two events can have the same only where all of it is the same. */
const mlsKey = ({ epoch, auth, powers, servers }: Omit<Row, 'content'>): string => JSON.stringify([epoch, auth, powers, servers]);
