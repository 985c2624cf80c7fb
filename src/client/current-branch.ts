/**
 * The commits that lead to the room's current one, as far as sync has shown them to this device. Sync hands over a chain from
 * where the server's current commit branched off the one before; put together, such chains are the branch, also for a device
 * that was not in the group when they came.
 */
import type { Epoch } from '../names.js';
import type { ShownCommit } from './room-view.js';

export class CurrentBranch {
  private commits: readonly ShownCommit[] = [];

  /** In order; the last is the current commit. */
  all(): readonly ShownCommit[] {
    return this.commits;
  }

  /**
   * Sync named the last commit of `chain` the current one. A chain that does not meet the branch takes its place (H45); but whoever is
   * outside of the group, and will follow from wherever a Welcome leads, takes what ends the next epoch for what comes next: whether it
   * does shows when it is processed.
   * @param isOutside the device has no group state
   */
  shown(chain: readonly ShownCommit[], isOutside: boolean): void {
    const first = chain[0];
    const at = this.commits.findLastIndex(({ text }) => text === first?.text);
    if (at >= 0) this.commits = [...this.commits.slice(0, at), ...chain];
    else this.commits = isOutside && first?.epoch === (this.commits.at(-1)?.epoch ?? Number.NaN) + 1 ? [...this.commits, ...chain] : chain;
  }

  /** Forgets what came before the commit that ended `epoch`. */
  forgetBefore(epoch: Epoch): void {
    if ((this.commits[0]?.epoch ?? epoch) < epoch) this.commits = this.commits.filter((commit) => commit.epoch >= epoch);
  }

  /** Whether the branch, as far back as it is known, goes by this commit. */
  holds({ text }: Pick<ShownCommit, 'text'>): boolean {
    return this.commits.some((commit) => commit.text === text);
  }

  /** Whether the branch, as far back as it is known, goes another way than by this commit. */
  leavesOut({ text, epoch }: Pick<ShownCommit, 'text' | 'epoch'>): boolean {
    const first = this.commits[0];
    return first !== undefined && epoch >= first.epoch && this.commits.every((commit) => commit.text !== text);
  }
}
