/**
 * The group states that a device holds: the current one, and those that it has left less than `security.window` ago (MSC4256,
 * "Commit Conflict Handling"). This is the only place where a past state survives, and it deletes it when its time is over.
 *
 * A state is kept from when it was left, by the device's own clock, whichever way it was left, and however many commits lie
 * between (H30). A pending commit of the device's own lives as long as the state that it was made in.
 */

import { type LocalInstant, plus, seconds } from '../kernel/time.js';
import type { GroupState } from '../mls/engine.js';
import type { Epoch, MlsLabel } from '../names.js';
import { type AuthenticatedData, DEFAULT_WINDOW_SECONDS, usableWindowSeconds } from '../room/msc4256/authenticated-data.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { Turn } from './turn.js';

/**
 * How a device knows which commit led to a state: it applied that commit; it took it for the one of its epoch, as a Welcome does
 * not say; or it does not know yet.
 */
export type Identification = 'proven' | 'guessed' | 'no';

export interface HeldState {
  /** Replaced when a message key is used up; the epoch stays. */
  group: GroupState;
  readonly label: MlsLabel;
  /** The text of the commit that led to it; unknown of a state that came by Welcome, until sync has shown that commit. */
  madeBy: string | undefined;
  /** False while `madeBy` is unknown or a guess. */
  identified: Identification;
  /** What that commit says in the clear. */
  data: AuthenticatedData | undefined;
}

interface RetainedState {
  readonly held: HeldState;
  readonly until: LocalInstant;
}

export type Entry = 'creation' | 'commit' | 'welcome' | 'rollback';

const TIMER = 'delete states';

const windowOf = (data: AuthenticatedData | undefined): number =>
  usableWindowSeconds(data?.security?.windowSeconds ?? DEFAULT_WINDOW_SECONDS);

export class RetainedStates {
  private now: HeldState | undefined;
  private retained: RetainedState[] = [];
  private hasEntered = false;

  /** @param joined called when the device comes into the group for the first time */
  constructor(
    private readonly reading: Reading,
    private readonly joined: () => void,
  ) {}

  get current(): HeldState | undefined {
    return this.now;
  }

  /** All states held, the current one first, then those left last. */
  all(): readonly HeldState[] {
    const past = this.retained.map(({ held }) => held).reverse();
    return this.now === undefined ? past : [this.now, ...past];
  }

  ofEpoch(epoch: Epoch): readonly HeldState[] {
    if (this.retained.length > 0) return this.all().filter(({ group }) => group.epoch === epoch);
    return this.now?.group.epoch === epoch ? [this.now] : [];
  }

  madeBy(text: string): HeldState | undefined {
    return this.all().find((held) => held.madeBy === text);
  }

  holds(held: HeldState): boolean {
    return this.now === held || this.retained.some((each) => each.held === held);
  }

  /**
   * Makes a state the current one; the one before is left, because of what the commit `by` says: on going back, that is the first one
   * of the other branch, and not the one that led to the fork.
   */
  enter(turn: Turn, next: HeldState, via: Entry, by: { readonly data: AuthenticatedData | undefined } = next): void {
    if (!this.hasEntered) this.joined();
    this.hasEntered = true;
    this.leave(turn, by);
    this.retained = this.retained.filter(({ held }) => held !== next);
    this.now = next;
    turn.outbox.emit({ kind: 'state_entered', state: next.label, epoch: next.group.epoch, via });
  }

  /** Leaves the current state for `next`, or for no state at all: `data` is what the commit that brings it about says. */
  leave(turn: Turn, next: { readonly data: AuthenticatedData | undefined }): void {
    const left = this.now;
    this.now = undefined;
    if (left !== undefined) this.retain(turn, left, this.windowSeconds(left.data, next.data));
  }

  /** Keeps a state that is not the current one for so long. */
  retain(turn: Turn, held: HeldState, windowSeconds: number): void {
    if (windowSeconds <= 0) return;
    this.retained.push({ held, until: plus(turn.now, seconds(windowSeconds)) });
    turn.outbox.emit({ kind: 'state_retained', state: held.label });
    this.setTimer(turn);
  }

  /** How long a state made by a commit that says `own` is kept, when the next commit says `next` (H30). */
  windowSeconds(own: AuthenticatedData | undefined, next: AuthenticatedData | undefined): number {
    switch (this.reading.window_value) {
      case 'parent':
        return windowOf(own);
      case 'own':
        return windowOf(next);
      case 'max':
        return Math.max(windowOf(own), windowOf(next));
    }
  }

  /** Forgets all that it holds. */
  forget(turn: Turn): void {
    const [current, past] = [this.now, this.retained];
    this.now = undefined;
    this.retained = [];
    for (const { held } of past) turn.outbox.emit({ kind: 'state_deleted', state: held.label });
    if (current !== undefined) turn.outbox.emit({ kind: 'group_abandoned', state: current.label });
    turn.outbox.cancelTimer(TIMER);
  }

  /** Says whether the timer was for these states. */
  timer(turn: Turn, name: string): boolean {
    if (name !== TIMER) return false;
    const over = this.retained.filter(({ until }) => until <= turn.now);
    this.retained = this.retained.filter(({ until }) => until > turn.now);
    for (const { held } of over) turn.outbox.emit({ kind: 'state_deleted', state: held.label });
    this.setTimer(turn);
    return true;
  }

  /** After a crash: what should have been deleted meanwhile is deleted first. */
  restarted(turn: Turn): void {
    this.timer(turn, TIMER);
  }

  private setTimer(turn: Turn): void {
    const soonest = this.retained.reduce<LocalInstant | undefined>(
      (earliest, { until }) => (earliest === undefined || until < earliest ? until : earliest),
      undefined,
    );
    if (soonest !== undefined) turn.outbox.setTimer(TIMER, soonest);
  }
}
