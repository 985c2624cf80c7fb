/**
 * Losing the room and getting it back, as far as a device can know it (H49). It cannot tell anybody by way of the room: whatever it
 * sent would be of another branch (H44). So the way back is its user's, to be told by "manual communication" (MSC4256, "Commit
 * Conflict Handling"), or a Welcome that somebody sends unasked.
 */
import type { Following } from './following.js';
import type { RetainedStates } from './retained-states.js';
import { commitLabel, type RoomView } from './room-view.js';
import type { Turn } from './turn.js';
import type { Welcomes } from './welcomes.js';

export class BranchLoss {
  private lost = false;

  constructor(
    private readonly following: Following,
    private readonly states: RetainedStates,
    private readonly view: RoomView,
    private readonly welcomes: Welcomes,
  ) {}

  get isLost(): boolean {
    return this.lost;
  }

  /** The device has followed its server as far as it could, was welcomed, or has left. */
  review(turn: Turn): void {
    const { outsideSince } = this.following;
    // Removed and added again by one commit, whose Welcome came at a time when the device had no use for it.
    const isWelcomeGone = this.states.current === undefined && outsideSince !== undefined && this.welcomes.hasMissed(outsideSince);
    const lost = this.following.isLost || isWelcomeGone;
    if (lost === this.lost || this.view.current === undefined) return;
    this.lost = lost;
    const state = this.states.current?.label;
    if (lost) turn.outbox.emit({ kind: 'branch_lost', current: commitLabel(this.view.current), state });
    else turn.outbox.emit({ kind: 'branch_regained', state });
  }
}
