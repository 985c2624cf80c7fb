/**
 * DAGs as documents of their file format. Everything is drawn relative to what is there, so that any event can be left out while a
 * counterexample shrinks, and the smallest value of a field is the plainest event.
 */
import fc from 'fast-check';
import type { Reading } from '../../room/msc4256/reading.js';

export interface DagConstraints {
  /** How many events there are at most, besides the create event and the first commit. Default: 8. */
  readonly events?: number;
  /** The powers that the first commit names, the head first. By default one to three, in any order. */
  readonly powers?: readonly string[];
  /** Whether later commits may change the powers. Default: true. */
  readonly edits?: boolean;
  /** Readings that all of them have. */
  readonly rules?: Partial<Reading>;
}

interface Common {
  readonly id: string;
  readonly origin: string;
  readonly prev: readonly string[];
  readonly auth: readonly string[];
  /** Seconds. */
  readonly ts: number;
}

/** The number is the MLS epoch that the event ends, or is of. */
export type DagEventDocument =
  | (Common & { readonly commit: number; readonly powers?: readonly string[]; readonly servers?: readonly string[] })
  | (Common & { readonly pending: number })
  | (Common & { readonly message: number });

export interface DagDocument {
  readonly schism_dag: 1;
  readonly name: string;
  readonly rules: Partial<Reading>;
  readonly create: { readonly id: string; readonly origin: string };
  readonly events: readonly DagEventDocument[];
  /** The commits that no other commit follows: state sets that resolution is asked about. */
  readonly resolve: readonly string[];
  /** Servers, and in which order each receives all events. */
  readonly deliver: Readonly<Record<string, readonly string[]>>;
}

const CREATE = 'cr';
const FIRST = 'c0';
const POWERS: readonly string[] = ['a', 'b', 'k'];
/** x is never a power, so some commits are refused; y and z make no events. */
const SERVERS: readonly string[] = ['a', 'b', 'k', 'x', 'y', 'z'];
const RECEIVERS = ['y', 'z'] as const;
const EVENTS_MOST = 8;
const SECONDS_BETWEEN = 10;

interface Step {
  readonly kind: 'commit' | 'message' | 'pending';
  readonly origin: string;
  /** Counted back from the newest event. */
  readonly prev: readonly number[];
  /** 0: the last commit that it follows; otherwise a commit counted back from the newest. */
  readonly cites: number;
  /** Added to the epoch that would be right. */
  readonly ahead: number;
  /** How many events too late its origin's clock is, or too early. */
  readonly skew: number;
  readonly powers: readonly string[] | null;
}

const rarely = <T>(usual: T, otherwise: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: otherwise });
const anyPowers = fc.shuffledSubarray([...POWERS], { minLength: 1 });

const step = (edits: boolean): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom('commit', 'commit', 'message', 'commit', 'pending'),
    origin: fc.constantFrom('a', 'b', 'k', 'a', 'b', 'x'),
    prev: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
    cites: rarely(0, fc.nat(3)),
    ahead: rarely(0, fc.nat(1)),
    skew: fc.integer({ min: -6, max: 6 }),
    powers: edits ? rarely<readonly string[] | null>(null, anyPowers) : fc.constant(null),
  });

/** Rooms with forks, merges, edits of the powers, clocks that are wrong, and events that the rules refuse. All of them load. */
export const dag = ({ events: most = EVENTS_MOST, powers, edits = true, rules = {} }: DagConstraints = {}): fc.Arbitrary<DagDocument> =>
  fc
    .record({
      powers: powers === undefined ? anyPowers : fc.constant([...powers]),
      steps: fc.array(step(edits), { maxLength: most }),
      orders: fc.tuple(...RECEIVERS.map(() => fc.array(fc.nat(3), { maxLength: most + 1 }))),
    })
    .map(({ powers: first, steps, orders }) => {
      const events = grown(first, steps);
      return {
        schism_dag: 1,
        name: 'random',
        rules,
        create: { id: CREATE, origin: 'a' },
        events,
        resolve: lastCommits(events),
        deliver: Object.fromEntries(RECEIVERS.map((server, place) => [server, causalOrder(events, orders[place] ?? [])])),
      };
    });

function grown(powers: readonly string[], steps: readonly Step[]): readonly DagEventDocument[] {
  const first = { commit: 0, id: FIRST, origin: powers[0] ?? 'a', prev: [CREATE], auth: [CREATE], ts: 1, powers, servers: SERVERS };
  const events: DagEventDocument[] = [{ ...first, origin: 'a' }];
  for (const made of steps) events.push(placed(made, events));
  return events;
}

function placed({ kind, origin, prev, cites, ahead, skew, powers }: Step, events: readonly DagEventDocument[]): DagEventDocument {
  const follows = [...new Set(prev.map((by) => at(events, by).id))];
  const commits = events.filter((event) => 'commit' in event);
  const cited = cites === 0 ? commitOf(follows[0] ?? FIRST, events) : at(commits, cites - 1);
  const epoch = ('commit' in cited ? cited.commit : 0) + 1 + ahead;
  const common = { origin, prev: follows, auth: [CREATE, cited.id], ts: Math.max(0, SECONDS_BETWEEN * (events.length + skew)) };
  const id = free(kind === 'commit' ? `${origin}${epoch}` : kind.charAt(0) + epoch, events);
  if (kind === 'commit') return { commit: epoch, id, ...common, ...(powers !== null && { powers }) };
  return kind === 'pending' ? { pending: epoch, id, ...common } : { message: epoch, id, ...common };
}

/** Counted back from the newest, at most to the first. */
function at<T extends DagEventDocument>(events: readonly T[], back: number): T {
  const found = events[Math.max(0, events.length - 1 - back)];
  if (found === undefined) throw new Error('there is a first commit');
  return found;
}

/** An event's last commit, itself or before it. */
function commitOf(id: string, events: readonly DagEventDocument[]): DagEventDocument {
  const event = events.find((each) => each.id === id) ?? at(events, events.length);
  return 'commit' in event ? event : commitOf(event.prev[0] ?? FIRST, events);
}

/** `a1`, or if that is taken `a1-2`. */
function free(base: string, events: readonly DagEventDocument[]): string {
  const isTaken = (id: string): boolean => events.some((each) => each.id === id);
  let id = base;
  for (let count = 2; isTaken(id); count++) id = `${base}-${count}`;
  return id;
}

function lastCommits(events: readonly DagEventDocument[]): readonly string[] {
  const commits = events.filter((event) => 'commit' in event);
  const followed = new Set(commits.flatMap(({ prev, id }) => prev.map((each) => commitOf(each, events).id).filter((each) => each !== id)));
  return commits.map(({ id }) => id).filter((id) => !followed.has(id));
}

/** Every event after those that it follows or cites; which of those that could come next does is chosen. */
function causalOrder(events: readonly DagEventDocument[], choices: readonly number[]): readonly string[] {
  const order: string[] = [];
  const isThere = (id: string): boolean => id === CREATE || order.includes(id);
  for (let turn = 0; order.length < events.length; turn++) {
    const next = events.filter(({ id, prev, auth }) => !isThere(id) && [...prev, ...auth].every(isThere));
    const chosen = next[Math.min(choices[turn] ?? 0, next.length - 1)];
    if (chosen === undefined) throw new Error('an event follows upon earlier ones');
    order.push(chosen.id);
  }
  return order;
}
