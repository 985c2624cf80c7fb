/**
 * Random rooms with forks, and the orders in which servers receive their events. Everything is said relative to what is there,
 * so that any part can be left out while a counterexample shrinks, and the smallest value of a field is the plainest event.
 */
import fc from 'fast-check';
import type { Row } from './described-room.js';

/** What may happen in a room, besides commits, messages and pending commits by anybody. */
export interface RoomShape {
  readonly powers: readonly string[];
  readonly edits: readonly Edit[];
}
/** Commits may change the powers, or the servers; there may be further commits of epoch 0, also with powers of their own. */
export type Edit = 'powers' | 'servers' | 'first commits' | 'powers of first commits';

export const THREE_POWERS: readonly string[] = ['a', 'b', 'k'];
/** x is never a power, so some commits are bad. */
export const SERVERS: readonly string[] = ['a', 'b', 'k', 'x', 'y', 'z'];
/** Who receives. a and b also make commits, y and z nothing. */
const RECEIVERS: readonly string[] = ['y', 'z', 'b', 'a'];

/** One event. */
export interface Step {
  readonly kind: Row['kind'] | 'first commit';
  readonly origin: string;
  /** What it follows, counted back from the newest event. */
  readonly prev: readonly number[];
  /** 0: it cites the commit of the state before it; otherwise a commit counted back from the newest. */
  readonly cites: number;
  /** Added to the epoch that would be right. */
  readonly ahead: number;
  /** How many events too late its origin's clock is, or too early. */
  readonly skew: number;
  /** It carries the MLS bytes of an earlier event that could be its twin, if there is one. */
  readonly duplicate: boolean;
  readonly powers: readonly string[] | undefined;
  readonly servers: readonly string[] | undefined;
}

interface Arrival {
  readonly server: string;
  /** Which of the events that could come next does, each time: the first of them where nothing is said, at most the last. */
  readonly choices: readonly number[];
}

export interface RoomPlan {
  readonly powers: readonly string[];
  readonly steps: readonly Step[];
  readonly arrivals: readonly Arrival[];
}

const rarely = <T>(usual: T, otherwise: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: otherwise });
const sometimes = <T>(possible: boolean, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  possible ? rarely<T | undefined>(undefined, value) : fc.constant(undefined);

const event = (kinds: readonly Step['kind'][], editedPowers: boolean, editedServers: boolean): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    origin: fc.constantFrom('a', 'b', 'k', 'a', 'b', 'x'),
    prev: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
    cites: rarely(0, fc.nat(3)),
    ahead: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1) }),
    skew: fc.integer({ min: -6, max: 6 }),
    duplicate: fc.boolean(),
    powers: sometimes(editedPowers, fc.shuffledSubarray([...THREE_POWERS], { minLength: 1 })),
    servers: sometimes(editedServers, fc.subarray([...SERVERS], { minLength: 1 })),
  });

function step({ edits }: RoomShape): fc.Arbitrary<Step> {
  const kinds = ['commit', 'commit', 'message', 'commit', 'message', 'pending'] as const;
  const usual = event(kinds, edits.includes('powers'), edits.includes('servers'));
  if (!edits.includes('first commits') && !edits.includes('powers of first commits')) return usual;
  const first = event(['first commit'], edits.includes('powers of first commits'), false);
  return fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: first });
}

const choices = fc.array(fc.nat(3), { maxLength: 9 });
const arrivals = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...RECEIVERS), { minLength: 2, maxLength: 3 }), fc.tuple(choices, choices, choices))
  .map(([servers, orders]) => servers.map((server, at): Arrival => ({ server, choices: orders[at] ?? [] })));

/** Few enough events that a server can follow all its forward extremities at once (H18). */
export const roomPlan = (shape: RoomShape): fc.Arbitrary<RoomPlan> =>
  fc.record({ powers: fc.constant(shape.powers), steps: fc.array(step(shape), { minLength: 1, maxLength: 9 }), arrivals });
