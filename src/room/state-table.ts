/**
 * Interned room states: equal states are one object, so that comparing two is comparing references and memo tables can be
 * keyed by them. Equality goes by event id.
 */
import type { EventId } from '../names.js';
import type { RoomEvent } from './event.js';
import type { RoomState } from './room-version.js';

export class StateTable {
  private readonly byCreate = new Map<EventId | undefined, Map<EventId | undefined, RoomState>>();
  /** Of the states that somebody asked `distinct` about: most are but a step of a resolution. */
  private readonly numbers = new Map<RoomState, number>();

  intern(create: RoomEvent | undefined, commit: RoomEvent | undefined): RoomState {
    let byCommit = this.byCreate.get(create?.id);
    if (byCommit === undefined) {
      byCommit = new Map();
      this.byCreate.set(create?.id, byCommit);
    }
    let state = byCommit.get(commit?.id);
    if (state === undefined) {
      state = { create, commit };
      byCommit.set(commit?.id, state);
    }
    return state;
  }

  /** Each state once, always in the same order. */
  distinct(states: readonly RoomState[]): readonly RoomState[] {
    return [...new Set(states)].sort((a, b) => this.numberOf(a) - this.numberOf(b));
  }

  /** A key for a list that `distinct` made. */
  keyOf(states: readonly RoomState[]): string {
    return states.map((state) => this.numberOf(state)).join();
  }

  private numberOf(state: RoomState): number {
    const known = this.numbers.get(state);
    if (known !== undefined) return known;
    if (this.byCreate.get(state.create?.id)?.get(state.commit?.id) !== state) {
      throw new Error('a room state did not come from this room version object');
    }
    this.numbers.set(state, this.numbers.size);
    return this.numbers.size - 1;
  }
}
