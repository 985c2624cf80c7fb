/**
 * The copies of group states that each device holds. Coming by a state anew, as after a rollback, gives another copy of it, with
 * all its keys; one that was retained before is kept beside it until its time is over.
 */
import type { StampedFact } from '../../facts/index.js';
import type { DeviceId } from '../../names.js';
import type { Commit } from '../commit-tree.js';
import type { Decryption, RoomHistory } from '../room-history.js';

/** How many keys of it the device has used up, of what it read and of what it sent. */
export interface HeldCopy {
  readonly state: Commit;
  used: number;
}

interface Holdings {
  /** Undefined: the device is not in the group. */
  current: HeldCopy | undefined;
  /** Those left last come last. */
  readonly retained: HeldCopy[];
}

const NONE: Readonly<Holdings> = { current: undefined, retained: [] };

export class StatesHeld {
  readonly #history: RoomHistory;
  readonly #devices: Holdings[] = [];

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ node, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'state_entered': {
        const holdings = this.#holdings(node);
        const state = this.#history.tree.named(fact.state);
        const kept = fact.via === 'rollback' ? holdings.retained.findLastIndex((copy) => copy.state === state) : -1;
        holdings.current = holdings.retained.splice(kept, kept < 0 ? 0 : 1)[0] ?? { state, used: 0 };
        return;
      }
      // A state that is left is retained first; one that never was the current one comes by this way alone.
      case 'state_retained': {
        const { current, retained } = this.#holdings(node);
        const state = this.#history.tree.named(fact.state);
        retained.push(current?.state === state ? current : { state, used: 0 });
        return;
      }
      case 'state_deleted': {
        const { retained } = this.#holdings(node);
        const place = retained.findIndex(({ state }) => state.label === fact.state);
        if (place >= 0) retained.splice(place, 1);
        return;
      }
      case 'group_left':
      case 'group_abandoned':
        this.#holdings(node).current = undefined;
        return;
    }
  }

  decrypted({ device, state }: Decryption): void {
    const copy = this.copyOf(device, state);
    if (copy !== undefined) copy.used += 1;
  }

  of(device: number): Readonly<Holdings> {
    return this.#devices[device] ?? NONE;
  }

  /** The copy that the device uses of a state, if it holds one. */
  copyOf(device: number, state: Commit): HeldCopy | undefined {
    const { current, retained } = this.of(device);
    return current?.state === state ? current : retained.findLast((copy) => copy.state === state);
  }

  /** The devices that are in the group. */
  *members(): Generator<number> {
    for (const [device, holdings] of this.#devices.entries()) if (holdings?.current !== undefined) yield device;
  }

  #holdings(node: StampedFact['node']): Holdings {
    const device = this.#history.numbers.of(node as DeviceId); // Only devices state the facts of a group.
    const known = this.#devices[device] ?? { current: undefined, retained: [] };
    this.#devices[device] = known;
    return known;
  }
}
