/** Why a message that was shown to a device stayed unreadable: worked out from the commit tree, since a client cannot know it. */
import { type Commit, reaches } from '../commit-tree.js';
import type { DevicePositions } from '../device-positions.js';
import { DeviceSet } from '../device-set.js';

export type Cause = 'key_deleted' | 'never_joined' | 'fork' | 'other';

export class CauseFinder {
  readonly #positions: DevicePositions;
  /** By state: the devices that ever held it or an ancestor of it. */
  readonly #held = new Map<Commit, DeviceSet>();

  /** @param positions at the end of the run: causes look back on all of it. */
  constructor(positions: DevicePositions) {
    this.#positions = positions;
  }

  /**
   * The first cause that holds.
   * @param encryptedIn the group state that the message was encrypted in
   * @param stood where the device stood when it first tried
   */
  cause(device: number, encryptedIn: Commit, stood: Commit | undefined): Cause {
    if (this.#positions.heldBy(encryptedIn)?.has(device) === true) return 'key_deleted';
    if (!this.#heldUpTo(encryptedIn).has(device)) return 'never_joined';
    return stood === undefined || reaches(stood, encryptedIn) ? 'other' : 'fork';
  }

  #heldUpTo(state: Commit): DeviceSet {
    const path: Commit[] = [];
    let at: Commit | undefined = state;
    for (; at !== undefined && !this.#held.has(at); at = at.parent) path.push(at);
    let held = (at && this.#held.get(at)) ?? new DeviceSet();
    for (const commit of path.reverse()) {
      const holders = this.#positions.heldBy(commit);
      if (holders !== undefined) {
        held = held.copy();
        held.addAll(holders);
      }
      this.#held.set(commit, held);
    }
    return held;
  }
}
