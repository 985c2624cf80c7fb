/** When devices left group states, for which others, and when they deleted them. */
import type { StampedFact } from '../../facts/index.js';
import type { DeviceId, MlsLabel } from '../../names.js';
import type { Commit } from '../commit-tree.js';
import type { RoomHistory } from '../room-history.js';
import type { Decided } from './decision.js';

interface Departure {
  readonly at: number;
  /** The commit to whose state the device went, or that removed it. Undefined: its user left, or it never was the current state. */
  readonly by: MlsLabel | undefined;
  readonly how: string;
  deletedAt: number | undefined;
}

/** One device's. */
interface Held {
  current: Commit | undefined;
  readonly retained: Set<Commit>;
  readonly departures: Map<Commit, Departure[]>;
}

export class Departures {
  readonly #history: RoomHistory;
  readonly #devices: Held[] = [];

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ at, node, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'state_entered': {
        const held = this.#of(node);
        const state = this.#history.tree.named(fact.state);
        leave(held, { at, by: fact.state, how: HOW[fact.via] });
        held.current = state;
        held.retained.delete(state);
        return;
      }
      case 'group_left':
        leave(this.#of(node), { at, by: fact.by, how: 'was removed by' });
        return;
      case 'group_abandoned':
        leave(this.#of(node), { at, by: undefined, how: 'its user left the room' });
        return;
      case 'state_retained': {
        const held = this.#of(node);
        const state = this.#history.tree.named(fact.state);
        held.retained.add(state);
        if (state !== held.current)
          depart(held, state, { at, by: undefined, how: 'held it beside its current state', deletedAt: undefined });
        return;
      }
      case 'state_deleted': {
        const held = this.#of(node);
        const state = this.#history.tree.named(fact.state);
        held.retained.delete(state);
        const open = held.departures.get(state)?.find(({ deletedAt }) => deletedAt === undefined);
        if (open !== undefined) open.deletedAt = at;
        return;
      }
    }
  }

  /** What became of a state that the device once held, and did not hold when it first tried to read, at `triedAt`. */
  decision(device: number, state: Commit, triedAt: number): Decided {
    const departures = this.#devices[device]?.departures.get(state) ?? [];
    const departure = departures.findLast(({ at }) => at <= triedAt) ?? departures[0];
    if (departure === undefined) return { at_ms: triedAt / 1_000, why: 'held the state, whose key for the message was gone' };
    const { at, by, how, deletedAt } = departure;
    return {
      at_ms: at / 1_000,
      commit: by ?? null,
      deleted_at_ms: deletedAt === undefined ? null : deletedAt / 1_000,
      why: by === undefined ? how : `${how} ${by}`,
    };
  }

  #of(node: StampedFact['node']): Held {
    const device = this.#history.numbers.of(node as DeviceId); // Only devices state the facts of a group.
    const held = this.#devices[device] ?? { current: undefined, retained: new Set(), departures: new Map() };
    this.#devices[device] = held;
    return held;
  }
}

const HOW = { creation: 'created', commit: 'followed', welcome: 'was welcomed by', rollback: 'went back to' } as const;

/** A state that is to be kept is retained before it is left; any other is gone at once. */
function leave(held: Held, { at, by, how }: Omit<Departure, 'deletedAt'>): void {
  const { current } = held;
  held.current = undefined;
  if (current !== undefined) depart(held, current, { at, by, how, deletedAt: held.retained.has(current) ? undefined : at });
}

function depart({ departures }: Held, state: Commit, departure: Departure): void {
  const before = departures.get(state);
  if (before === undefined) departures.set(state, [departure]);
  else before.push(departure);
}
