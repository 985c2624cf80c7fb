/**
 * What a room ends with that no device can put right by itself: those whom only a losing branch had added (H44), and a commit that
 * all servers took and no member can process (H40).
 */
import type { StampedFact } from '../../facts/index.js';
import type { MlsLabel } from '../../names.js';
import { chain } from '../commit-events.js';
import { type Commit, lastCommon, wasRemoved } from '../commit-tree.js';
import type { RoomHistory } from '../room-history.js';

export class BeyondRepair {
  readonly #history: RoomHistory;
  readonly #welcomed = new Set<number>();
  /** By commit, the state that it was made in. */
  readonly #madeIn = new Map<MlsLabel, MlsLabel>();
  /** Commits that some device could not process in the very state that they were made in. */
  readonly #unprocessable = new Set<string>();

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ fact }: StampedFact): void {
    if (fact.kind === 'commit_created') this.#madeIn.set(fact.commit, fact.parent);
    if (fact.kind === 'commit_unprocessable' && this.#madeIn.get(fact.commit) === fact.state) this.#unprocessable.add(fact.commit);
  }

  /** A Welcome led the device into the group. */
  welcomed(device: number): void {
    this.#welcomed.add(device);
  }

  /** Devices that were welcomed and stand on a branch which the final commit is not on, and which it leaves out. */
  get orphaned(): number {
    const final = this.#final();
    if (final === undefined) return 0;
    return [...this.#welcomed].filter((device) => {
      const { state } = this.#history.positions.of(device);
      return state !== undefined && !final.roster.has(device) && !wasRemoved(device, final, lastCommon(state, final));
    }).length;
  }

  /** Whether the final chain leads through a commit that its own members cannot process, and that no device is past. */
  get isWedged(): boolean {
    const { events, tree, positions, end } = this.#history;
    for (const { bytes } of chain(end?.final && events.get(end.final))) {
      const commit = tree.find(bytes);
      if (commit !== undefined && this.#unprocessable.has(bytes) && positions.heldBy(commit) === undefined) return true;
    }
    return false;
  }

  #final(): Commit | undefined {
    const { events, tree, end } = this.#history;
    const event = end?.final && events.get(end.final);
    return event && tree.find(event.bytes);
  }
}
