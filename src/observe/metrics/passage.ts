/**
 * Whether a device gets from one group state to another: each commit on the way has to have reached it (H45), and it must have
 * failed at none and declined none (H35, H40, H41). What the tree of commits would allow is not enough.
 */
import type { Commit } from '../commit-tree.js';

export class Passage {
  readonly #hasReceived: (device: number, commit: Commit) => boolean;
  /** By device, the commits that it said it does not get past from where it is. */
  readonly #obstacles = new Map<number, Set<Commit>>();

  constructor(hasReceived: (device: number, commit: Commit) => boolean) {
    this.#hasReceived = hasReceived;
  }

  /** The device could not process the commit, or did not want to. */
  obstruct(device: number, commit: Commit): void {
    const obstacles = this.#obstacles.get(device);
    if (obstacles === undefined) this.#obstacles.set(device, new Set([commit]));
    else obstacles.add(commit);
  }

  /** It got past the commit after all. */
  pass(device: number, commit: Commit): void {
    this.#obstacles.get(device)?.delete(commit);
  }

  /** A Welcome gave it another leaf: what stopped it says nothing any more. */
  renew(device: number): void {
    this.#obstacles.delete(device);
  }

  /** Whether the device in the state `from` gets to `to`, or is there. */
  leads(device: number, from: Commit, to: Commit): boolean {
    const obstacles = this.#obstacles.get(device);
    let at: Commit | undefined = to;
    while (at !== undefined && at.depth > from.depth) {
      if (obstacles?.has(at) || !this.#hasReceived(device, at)) return false;
      at = at.parent;
    }
    return at === from;
  }
}
