/** The wishes that came true, each by a commit, and those of them that turn out to be undone: whose commit is on a branch that has lost. */
import type { Epoch } from '../names.js';
import type { CurrentBranch } from './current-branch.js';

/** The commit by which a wish came true. */
export interface Fulfilment {
  readonly text: string;
  readonly epoch: Epoch;
}

export class CarriedOut<Wish> {
  private readonly standing = new Map<Wish, Fulfilment>();
  private readonly undone = new Map<Wish, Fulfilment>();

  constructor(private readonly branch: CurrentBranch) {}

  add(wish: Wish, by: Fulfilment): void {
    this.standing.set(wish, by);
  }

  /** Forgets all. */
  clear(): void {
    this.standing.clear();
    this.undone.clear();
  }

  /** Says whether it had come true and is not undone. */
  forget(wish: Wish): boolean {
    this.undone.delete(wish);
    return this.standing.delete(wish);
  }

  /** To be called whenever sync has shown a current commit: the branch does not remember for ever what came before. */
  compare(): void {
    // Most devices have carried out nothing.
    if (this.standing.size === 0 && this.undone.size === 0) return;
    for (const [wish, by] of this.undone) if (this.branch.holds(by)) move(wish, this.undone, this.standing);
    for (const [wish, by] of this.standing) if (this.branch.leavesOut(by)) move(wish, this.standing, this.undone);
  }

  /** Those undone, which are forgotten here. */
  takeUndone(): readonly Wish[] {
    if (this.undone.size === 0) return [];
    const wishes = [...this.undone.keys()];
    this.undone.clear();
    return wishes;
  }
}

function move<Wish>(wish: Wish, from: Map<Wish, Fulfilment>, to: Map<Wish, Fulfilment>): void {
  const by = from.get(wish);
  if (by === undefined) return;
  from.delete(wish);
  to.set(wish, by);
}
