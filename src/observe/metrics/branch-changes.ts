/** How servers' current commits move from one branch to another. */
import type { Fold, StampedFact } from '../../facts/index.js';
import { isOnChain, lastCommonCommit } from '../commit-events.js';
import { type Distribution, Samples } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';

type BranchChanges = { readonly grafts: number; readonly rollback_depth: Distribution };

/** Where there is no common commit, not even the first: the epoch before the first one. */
const BEFORE_ALL = -1;

export class BranchChangesFold implements Fold<BranchChanges> {
  readonly #history: RoomHistory;
  readonly #depths = new Samples();
  #grafts = 0;

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ at, fact }: StampedFact): void {
    if (fact.kind !== 'current_commit_changed' || at < 0) return;
    if (fact.graft) this.#grafts++;
    const old = fact.from && this.#history.events.get(fact.from);
    const now = fact.to && this.#history.events.get(fact.to);
    if (old === undefined || now === undefined || isOnChain(old, now)) return;
    this.#depths.add(old.epoch - (lastCommonCommit(old, now)?.epoch ?? BEFORE_ALL));
  }

  result(): BranchChanges {
    return { grafts: this.#grafts, rollback_depth: this.#depths.distribution(1) };
  }
}
