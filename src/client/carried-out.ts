/** The wishes that came true, each by a commit, and those of them that turn out to be undone: whose commit is on a branch that has lost. */
import type { CurrentBranch } from './current-branch.js';
import type { OwnCommit } from './own-commits.js';

type MadeTrueBy = Pick<OwnCommit, 'text' | 'epoch'>;

export class CarriedOut<Wish> {
  private readonly standing = new Map<Wish, MadeTrueBy>();
  private readonly undone = new Map<Wish, MadeTrueBy>();

  constructor(private readonly branch: CurrentBranch) {}

  add(wish: Wish, by: MadeTrueBy): void {
    this.standing.set(wish, by);
  }

  /** Says whether it had come true and is not undone. */
  forget(wish: Wish): boolean {
    this.undone.delete(wish);
    return this.standing.delete(wish);
  }

  /** To be called whenever sync has shown a current commit: the branch does not remember for ever what came before. */
  compare(): void {
    for (const [wish, by] of this.undone) if (this.branch.holds(by)) move(wish, this.undone, this.standing);
    for (const [wish, by] of this.standing) if (this.branch.leavesOut(by)) move(wish, this.standing, this.undone);
  }

  /** Those undone, which are forgotten here. */
  takeUndone(): readonly Wish[] {
    const wishes = [...this.undone.keys()];
    this.undone.clear();
    return wishes;
  }
}

function move<Wish>(wish: Wish, from: Map<Wish, MadeTrueBy>, to: Map<Wish, MadeTrueBy>): void {
  const by = from.get(wish);
  if (by === undefined) return;
  from.delete(wish);
  to.set(wish, by);
}
