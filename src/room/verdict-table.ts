/** What rules said of an event in a room state, once for all servers. Of most events one state is ever asked about, of some a few. */
import type { RoomEvent } from './event.js';
import type { RoomState, Verdict } from './room-version.js';

interface Known {
  readonly state: RoomState;
  readonly verdict: Verdict;
  readonly next: Known | undefined;
}

export class VerdictTable {
  private readonly known = new WeakMap<RoomEvent, Known>();

  /** @param judge decides where nobody has asked yet */
  verdict(event: RoomEvent, state: RoomState, judge: () => Verdict): Verdict {
    const first = this.known.get(event);
    for (let known = first; known !== undefined; known = known.next) if (known.state === state) return known.verdict;
    const verdict = judge();
    // Judging asks about no other state of the event, so `first` still is the first.
    this.known.set(event, { state, verdict, next: first });
    return verdict;
  }
}
