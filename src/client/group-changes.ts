/**
 * Changing the group: what users wish for becomes commits, one under way at a time. A commit that lost, that raced another and
 * was refused, or that was waited for in vain is made again on the state that the device then has; a wish whose commit a
 * rollback has undone comes up again. An earlier try of a wish stays acceptable beside the next one (H36).
 */
import type { ClientReply } from '../api/client-server.js';
import { milliseconds, plus } from '../kernel/time.js';
import type { DeviceId, Epoch, MlsLabel } from '../names.js';
import { pendingGiveUpMs } from '../room/msc4256/pending-slots.js';
import type { Reading } from '../room/msc4256/reading.js';
import { type PlannedCommit, planChange } from './change-plan.js';
import type { ClaimedKeys, Useless, VouchedKeyPackage } from './claimed-keys.js';
import type { CommitMaking, Way } from './commit-making.js';
import type { CurrentBranch } from './current-branch.js';
import type { Change } from './intents.js';
import type { KeyRequests } from './key-requests.js';
import type { OwnCommit, OwnCommits } from './own-commits.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';
import type { Verification } from './verification.js';
import { Wish } from './wish.js';

interface Attempt {
  readonly wish: Wish;
  readonly commit: OwnCommit;
  readonly way: Way;
  /** The server has refused it, because the current commit is one that sync has not shown yet. */
  raced: boolean;
}

const TIMER = 'give up:';
/** The rules that refuse a commit where another one came first. */
const RACE_RULES: readonly string[] = ['9.3', '10.1'];

export class GroupChanges {
  private wishes = 0;
  private readonly waiting: Wish[] = [];
  private attempt: Attempt | undefined;
  /** All commits made so far: an attempt that was given up may still be accepted. */
  private readonly made = new Map<MlsLabel, Wish>();
  /** The wishes that came true, with the commit by which they did. */
  private readonly carriedOut = new Map<Wish, { readonly text: string; readonly epoch: Epoch }>();

  constructor(
    private readonly self: DeviceId,
    private readonly making: CommitMaking,
    private readonly keys: KeyRequests,
    private readonly claimed: ClaimedKeys,
    private readonly server: Server,
    private readonly states: RetainedStates,
    private readonly ownCommits: OwnCommits,
    private readonly view: RoomView,
    private readonly branch: CurrentBranch,
    private readonly reading: Reading,
    private readonly verification: Verification,
  ) {}

  async want(turn: Turn, change: Change): Promise<void> {
    this.wishes += 1;
    turn.outbox.emit({ kind: 'change_intended', intent: this.wishes, change: change.kind });
    this.waiting.push(new Wish(this.wishes, change));
    await this.proceed(turn);
  }

  /** The device has followed the current branch as far as it could; `own` are its own commits that this took in. */
  async followed(turn: Turn, own: readonly OwnCommit[]): Promise<void> {
    if (this.view.place === 'on_branch') this.reviveUndone();
    for (const commit of own) this.applied(turn, commit);
    const attempt = this.attempt;
    if (attempt?.raced) this.again(turn);
    else if (attempt !== undefined && !this.mayStillCome(attempt.commit)) {
      this.superseded(turn, attempt);
      this.again(turn);
    }
    await this.proceed(turn);
  }

  /** Says whether the timer was one of these changes'. */
  async timer(turn: Turn, name: string): Promise<boolean> {
    if (!name.startsWith(TIMER)) return false;
    const attempt = this.attempt;
    if (attempt === undefined || name !== TIMER + attempt.commit.label) return true;
    turn.outbox.emit({ kind: 'commit_given_up', commit: attempt.commit.label });
    if (this.reading.author_state === 'drop_at_timeout') this.ownCommits.drop(attempt.commit.text);
    this.again(turn);
    await this.proceed(turn);
    return true;
  }

  /** After a crash the waiting begins anew. */
  restarted(turn: Turn): void {
    if (this.attempt !== undefined && !this.attempt.raced) this.wait(turn, this.attempt);
  }

  /** Whether the commit would still apply: the device follows, and is in the state that it was made in. */
  private mayStillCome({ parent }: OwnCommit): boolean {
    const current = this.states.current;
    return this.view.place === 'on_branch' && (current === parent || (current !== undefined && current.madeBy === parent.madeBy));
  }

  private applied(turn: Turn, { label, text, epoch }: OwnCommit): void {
    const wish = this.made.get(label);
    if (wish === undefined) return;
    if (this.attempt?.wish === wish) {
      if (this.attempt.commit.label !== label) this.superseded(turn, this.attempt);
      turn.outbox.cancelTimer(TIMER + this.attempt.commit.label);
      this.attempt = undefined;
    } else if (this.waiting.includes(wish)) {
      this.waiting.splice(this.waiting.indexOf(wish), 1);
    } else {
      return;
    }
    this.carriedOut.set(wish, { text, epoch });
    turn.outbox.emit({ kind: 'change_satisfied', intent: wish.number, commit: label, state: label });
  }

  private superseded(turn: Turn, { commit, raced }: Attempt): void {
    if (!raced) turn.outbox.emit({ kind: 'commit_superseded', commit: commit.label, by: this.view.current?.event.carries });
  }

  /** Wishes that came true on a branch that the room has left come up again. */
  private reviveUndone(): void {
    for (const [wish, commit] of this.carriedOut) {
      if (!this.branch.leavesOut(commit)) continue;
      this.carriedOut.delete(wish);
      this.waiting.push(wish);
    }
  }

  /** The attempt has come to nothing; its wish is the next to be tried. */
  private again(turn: Turn): void {
    if (this.attempt === undefined) return;
    turn.outbox.cancelTimer(TIMER + this.attempt.commit.label);
    this.waiting.unshift(this.attempt.wish);
    this.attempt = undefined;
  }

  /** Starts on the next wish, if nothing is under way and the device can. */
  private async proceed(turn: Turn): Promise<void> {
    while (this.attempt === undefined && this.view.place === 'on_branch') {
      const held = this.states.current;
      const data = this.view.current?.data ?? held?.data;
      if (held === undefined || data === undefined) return;
      const wish = this.waiting.shift();
      if (wish === undefined) return;
      const plan = planChange(wish.change, this.self, held, data);
      const way = this.making.way();
      const unverified = plan.kind === 'commit' ? this.verification.unmet(plan.add, data) : undefined;
      if (plan.kind === 'satisfied') this.alreadySo(turn, wish, held);
      else if (plan.kind === 'impossible') this.giveUp(turn, wish, plan.rule, plan.why);
      else if (unverified !== undefined) this.giveUp(turn, wish, 'required_verification', unverified);
      else if (way === undefined) this.giveUp(turn, wish, 'can_propose', `${this.server.name} is not in can_propose`);
      else {
        const lacking = wish.lacking(plan.add);
        if (lacking.length === 0) await this.commit(turn, wish, plan, held, way);
        else this.claim(turn, wish, lacking);
      }
    }
  }

  private alreadySo(turn: Turn, wish: Wish, { label, madeBy, group }: HeldState): void {
    if (madeBy !== undefined) this.carriedOut.set(wish, { text: madeBy, epoch: group.epoch - 1 });
    turn.outbox.emit({ kind: 'change_satisfied', intent: wish.number, commit: undefined, state: label });
  }

  /** Other wishes go on meanwhile, so what the wish means is planned anew when the key packages have come. */
  private claim(turn: Turn, wish: Wish, devices: readonly DeviceId[]): void {
    this.keys.ask(turn, `${this.self} ${wish.nextClaim()}`, devices, (keyPackages, then) => {
      wish.claimed(keyPackages);
      const [without] = wish.lacking(devices);
      if (without !== undefined) return this.giveUp(then, wish, 'key_packages', `${without} has no key package`);
      this.waiting.unshift(wish);
      return this.proceed(then);
    });
  }

  private async commit(turn: Turn, wish: Wish, plan: PlannedCommit, held: HeldState, way: Way): Promise<void> {
    const claimed = wish.take(plan.add);
    const useless = await this.claimed.firstUseless(claimed, plan.data, turn.now);
    if (useless !== undefined) return this.claimAnother(turn, wish, claimed, useless);
    const commit = await this.making.make(held, plan, claimed);
    this.ownCommits.add(commit);
    this.made.set(commit.label, wish);
    this.attempt = { wish, commit, way, raced: false };
    const { label, epoch, size, next } = commit;
    turn.outbox.emit({
      kind: 'commit_created',
      commit: label,
      intent: wish.number,
      change: wish.change.kind,
      parent: held.label,
      epoch,
      roster: next.roster,
      adds: claimed.map((each) => each.label),
      way,
      size,
    });
    this.wait(turn, this.attempt);
    this.making.send(turn, commit, way, (reply, then) => this.answered(then, label, reply));
  }

  /** In place of one that is of no use. */
  private claimAnother(turn: Turn, wish: Wish, claimed: readonly VouchedKeyPackage[], { keyPackage, why }: Useless): void {
    const { device } = keyPackage;
    if (wish.putBack(claimed, keyPackage)) this.claim(turn, wish, [device]);
    else this.giveUp(turn, wish, 'key_packages', `${device}: ${why}`);
  }

  /** Only for a pending commit: of a direct one, the server's answer tells. */
  private wait(turn: Turn, { commit, way }: Attempt): void {
    const powers = this.view.current?.data.federation.powers.length ?? 1;
    if (way === 'pending') turn.outbox.setTimer(TIMER + commit.label, plus(turn.now, milliseconds(pendingGiveUpMs(powers, 0))));
  }

  private async answered(turn: Turn, label: MlsLabel, reply: ClientReply): Promise<void> {
    if (reply.kind !== 'refused') return;
    turn.outbox.emit({ kind: 'commit_refused', commit: label, rule: reply.rule, why: reply.why });
    const attempt = this.attempt;
    if (attempt?.commit.label !== label) return;
    this.ownCommits.drop(attempt.commit.text);
    turn.outbox.cancelTimer(TIMER + label);
    if (RACE_RULES.includes(reply.rule)) {
      attempt.raced = true;
      return;
    }
    this.attempt = undefined;
    this.giveUp(turn, attempt.wish, reply.rule, reply.why);
    await this.proceed(turn);
  }

  private giveUp(turn: Turn, wish: Wish, rule: string, why: string): void {
    turn.outbox.emit({ kind: 'change_impossible', intent: wish.number, rule, why });
  }
}
