/** What a device's users wish of the group: waiting to be tried, in order, or come true. */
import type { Epoch, MlsLabel } from '../names.js';
import type { CurrentBranch } from './current-branch.js';
import type { Change } from './intents.js';
import type { Turn } from './turn.js';
import { Wish } from './wish.js';

/** The commit by which a wish came true. */
export interface Fulfilment {
  readonly text: string;
  readonly epoch: Epoch;
}

export class Wishes {
  private made = 0;
  private readonly waiting: Wish[] = [];
  /** Those that came true, with the commit by which they did. */
  private readonly carriedOut = new Map<Wish, Fulfilment>();

  constructor(private readonly branch: CurrentBranch) {}

  add(turn: Turn, change: Change): void {
    this.made += 1;
    turn.outbox.emit({ kind: 'change_intended', intent: this.made, change: change.kind });
    this.waiting.push(new Wish(this.made, change));
  }

  /** The next one to be tried, which waits no longer. */
  next(): Wish | undefined {
    return this.waiting.shift();
  }

  /** It is the next to be tried. */
  putBack(wish: Wish): void {
    this.waiting.unshift(wish);
  }

  /** Takes it from those that wait; says whether it was among them. */
  take(wish: Wish): boolean {
    const at = this.waiting.indexOf(wish);
    if (at >= 0) this.waiting.splice(at, 1);
    return at >= 0;
  }

  /** It came true in a group state, by a commit of the device's own or one that took its proposals up; undefined: by none. */
  cameTrue(turn: Turn, wish: Wish, by: Fulfilment | undefined, commit: MlsLabel | undefined, state: MlsLabel): void {
    if (by !== undefined) this.carriedOut.set(wish, { text: by.text, epoch: by.epoch });
    turn.outbox.emit({ kind: 'change_satisfied', intent: wish.number, commit, state });
  }

  /** Those that came true on a branch that the room has left come up again. */
  reviveUndone(): void {
    for (const [wish, commit] of this.carriedOut) {
      if (!this.branch.leavesOut(commit)) continue;
      this.carriedOut.delete(wish);
      this.waiting.push(wish);
    }
  }

  /** @param rule as in `change_impossible` */
  giveUp(turn: Turn, wish: Wish, rule: string, why: string): void {
    turn.outbox.emit({ kind: 'change_impossible', intent: wish.number, rule, why });
  }
}
