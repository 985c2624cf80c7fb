/**
 * Changing the group: what users wish for becomes commits, one under way at a time, or where the device cannot commit it, proposals
 * for others to commit. A commit that lost, that raced another and was refused, or that was waited for in vain is made again on
 * the state that the device then has, and so is a proposal whose epoch has ended without it; a wish whose commit turns out to be on
 * a branch that the room has left comes up again once the device follows the room. So who had invited somebody there invites
 * again: no one else can know whom that branch had added (H44). An earlier try of a wish stays acceptable beside the next one (H36).
 */
import type { ClientReply } from '../api/client-server.js';
import { milliseconds, plus } from '../kernel/time.js';
import type { DeviceId, MlsLabel } from '../names.js';
import { pendingGiveUpMs } from '../room/msc4256/pending-slots.js';
import type { Reading } from '../room/msc4256/reading.js';
import {
  type Attempt,
  type CommitAttempt,
  commitCreated,
  isAbout,
  isCurrentGarbage,
  isRace,
  mayStillCome,
  type Proposed,
  type Ready,
} from './attempts.js';
import type { Fulfilment } from './carried-out.js';
import { type PlannedCommit, planChange } from './change-plan.js';
import { forbiddenWindow, meant } from './change-policy.js';
import type { Way } from './commit-making.js';
import type { Followed } from './following.js';
import type { Change } from './intents.js';
import type { OwnCommit, OwnCommits } from './own-commits.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import { commitLabel, type RoomView } from './room-view.js';
import type { Turn } from './turn.js';
import type { Verification } from './verification.js';
import type { Ways } from './ways.js';
import type { Wish } from './wish.js';
import type { Wishes } from './wishes.js';

const TIMER = 'give up:';

export class GroupChanges {
  private attempt: Attempt | undefined;
  /** All commits made so far: an attempt that was given up may still be accepted. */
  private readonly made = new Map<MlsLabel, Wish>();
  /** Likewise all proposals, by their references. */
  private readonly proposed = new Map<string, Proposed>();

  constructor(
    private readonly self: DeviceId,
    private readonly ways: Ways,
    private readonly wishes: Wishes,
    private readonly states: RetainedStates,
    private readonly ownCommits: OwnCommits,
    private readonly view: RoomView,
    private readonly reading: Reading,
    private readonly verification: Verification,
  ) {}

  async want(turn: Turn, change: Change): Promise<void> {
    const wish = this.wishes.add(turn, meant(change, this.self, this.states.current?.group.roster ?? []));
    // Its user may want it again once in the group.
    if (this.states.current === undefined) return this.wishes.giveUp(turn, wish, 'not_a_member', 'the device is not in the group');
    await this.proceed(turn);
  }

  /** The device's user has left the room. */
  left(turn: Turn): void {
    this.endAttempt(turn);
    this.wishes.abandon(turn);
  }

  neverMind(turn: Turn, device: DeviceId): void {
    this.wishes.withdrawReadds(turn, device);
  }

  /** The device has followed the current branch as far as it could. */
  followed(turn: Turn, { own, takenUp }: Followed): void | Promise<void> {
    this.wishes.reviveUndone(this.view.place === 'on_branch');
    for (const commit of own) this.applied(turn, commit);
    for (const [reference, commit] of takenUp) {
      const { wish, references } = this.proposed.get(reference) ?? {};
      if (wish === undefined || references?.some((each) => takenUp.get(each) !== commit)) continue;
      this.cameTrue(turn, wish, commit, commitLabel(commit));
    }
    if (this.attempt !== undefined && isCurrentGarbage(this.attempt, this.view)) this.endAttempt(turn);
    const attempt = this.attempt;
    if (attempt?.raced) this.again(turn);
    else if (attempt !== undefined && !mayStillCome(attempt, this.view, this.states)) {
      this.superseded(turn, attempt);
      this.again(turn);
    }
    return this.proposalShown(turn);
  }

  /** The device may have come by a proposal. Nearly always there is none, and nothing is wanted either. */
  proposalShown(turn: Turn): void | Promise<void> {
    this.ways.takingUp.consider(turn);
    if (this.wishes.isWaiting || this.states.current?.group.proposals.length !== 0) return this.proceed(turn);
  }

  /** Says whether the timer was one of these changes'. */
  async timer(turn: Turn, name: string): Promise<boolean> {
    if (this.ways.takingUp.timer(name)) {
      await this.proceed(turn);
      return true;
    }
    if (!name.startsWith(TIMER)) return false;
    const attempt = this.attempt;
    if (attempt?.kind !== 'commit' || name !== TIMER + attempt.commit.label) return true;
    turn.outbox.emit({ kind: 'commit_given_up', commit: attempt.commit.label });
    if (this.reading.author_state === 'drop_at_timeout') this.ownCommits.drop(attempt.commit.text);
    this.again(turn);
    await this.proceed(turn);
    return true;
  }

  /** After a crash the waiting begins anew. */
  restarted(turn: Turn): void {
    this.ways.takingUp.restarted(turn);
    if (this.attempt?.kind === 'commit' && !this.attempt.raced) this.wait(turn, this.attempt);
  }

  private applied(turn: Turn, commit: OwnCommit): void {
    const wish = this.made.get(commit.label);
    if (wish !== undefined) return this.cameTrue(turn, wish, commit, commit.label);
    // It was for the proposals of others.
    if (this.attempt?.kind === 'commit' && this.attempt.commit === commit) this.endAttempt(turn);
  }

  private cameTrue(turn: Turn, wish: Wish, by: Fulfilment, label: MlsLabel): void {
    if (this.attempt?.wish === wish) {
      if (this.attempt.kind === 'commit' && this.attempt.commit.label !== label) this.superseded(turn, this.attempt);
      this.endAttempt(turn);
    } else if (!this.wishes.take(wish)) {
      return;
    }
    this.wishes.cameTrue(turn, wish, by, label, label);
  }

  private superseded(turn: Turn, attempt: Attempt): void {
    if (attempt.kind === 'commit' && !attempt.raced)
      turn.outbox.emit({ kind: 'commit_superseded', commit: attempt.commit.label, by: this.view.current?.event.carries });
  }

  /** The attempt has come to nothing; its wish is the next to be tried. */
  private again(turn: Turn): void {
    const wish = this.attempt?.wish;
    this.endAttempt(turn);
    if (wish !== undefined) this.wishes.putBack(wish);
  }

  private endAttempt(turn: Turn): void {
    if (this.attempt?.kind === 'commit') turn.outbox.cancelTimer(TIMER + this.attempt.commit.label);
    this.attempt = undefined;
  }

  /** Starts on the next wish, if nothing is under way and the device can. */
  private async proceed(turn: Turn): Promise<void> {
    while (this.attempt === undefined && this.view.place === 'on_branch') {
      const held = this.states.current;
      const data = this.view.current?.data ?? held?.data;
      if (held === undefined || data === undefined) return;
      const way = this.ways.making.way();
      if (way !== undefined && this.ways.takingUp.holdsBack(held)) return;
      const wish = this.wishes.next();
      if (wish === undefined) {
        if (way !== undefined && this.ways.takingUp.hasTurn(held)) this.ways.takingUp.leaveOut(turn, held);
        const plan: PlannedCommit = { kind: 'commit', add: [], remove: [], data, encryptedState: undefined, garbled: false };
        return way !== undefined && this.ways.takingUp.isDue(held) ? this.commit(turn, { wish, plan, held, claimed: [] }, way) : undefined;
      }
      const plan = planChange(wish.change, held, data);
      if (plan.kind === 'satisfied') this.wishes.wasTrue(turn, wish, held);
      else await this.attemptTo(turn, wish, plan, held, plan.remove.includes(this.self) ? undefined : way);
    }
  }

  /** @param way of a commit; undefined: the device cannot commit this, and proposes it */
  private async attemptTo(turn: Turn, wish: Wish, plan: PlannedCommit, held: HeldState, way: Way | undefined): Promise<void> {
    const { claims, proposing, takingUp } = this.ways;
    const forbidden = forbiddenWindow(wish.change);
    if (forbidden !== undefined) return this.wishes.giveUp(turn, wish, 'security.window', forbidden);
    // "Of the current MLS commit" (MSC4256, "Adding users to a room"): what the one to be made says counts for the next.
    const said = held.data ?? plan.data;
    const unverified = this.verification.unmet(plan.add, said);
    if (unverified !== undefined) return this.wishes.giveUp(turn, wish, 'required_verification', unverified);
    const useless = way === undefined ? proposing.whyNot(wish.change, plan, takingUp.committers(held)) : undefined;
    if (useless !== undefined) return this.wishes.giveUp(turn, wish, 'can_propose', useless);
    const claimed = await claims.of(turn, wish, plan.add, said, (then, none) => {
      if (none !== undefined) return this.wishes.giveUp(then, wish, 'key_packages', none);
      this.wishes.putBack(wish);
      return this.proceed(then);
    });
    if (claimed === undefined) return;
    const ready = { wish, plan, held, claimed };
    return way === undefined ? this.propose(turn, wish, ready) : this.commit(turn, ready, way);
  }

  private async commit(turn: Turn, { wish, plan, held, claimed }: Ready, way: Way): Promise<void> {
    const leftOut = this.ways.takingUp.leaveOut(turn, held).map(({ reference }) => reference);
    const commit = await this.ways.making.make(held, plan, claimed, leftOut);
    if (!plan.garbled) this.ownCommits.add(commit);
    if (wish !== undefined) this.made.set(commit.label, wish);
    const attempt: CommitAttempt = { kind: 'commit', wish, commit, way, raced: false };
    this.attempt = attempt;
    const { label, takenUp } = commit;
    turn.outbox.emit(commitCreated(attempt, claimed));
    const proposals = takenUp.map(({ reference }) => this.ways.proposals.labelOf(reference));
    if (proposals.length > 0) turn.outbox.emit({ kind: 'proposals_taken_up', commit: label, proposals });
    this.wait(turn, attempt);
    this.ways.making.send(turn, commit, way, (reply, then) => this.answered(then, 'commit_refused', label, reply));
  }

  private async propose(turn: Turn, wish: Wish, { plan, held, claimed }: Ready): Promise<void> {
    const proposals = await this.ways.proposing.make(held, plan, claimed);
    const references = proposals.map(({ reference }) => reference);
    for (const reference of references) this.proposed.set(reference, { wish, references });
    this.attempt = { kind: 'proposals', wish, proposals, parent: held, raced: false };
    const [intent, change, state, epoch] = [wish.number, wish.change.kind, held.label, held.group.epoch];
    for (const proposal of proposals) {
      const { label, keyPackage, size } = proposal;
      turn.outbox.emit({ kind: 'proposal_created', proposal: label, intent, change, state, epoch, key_package: keyPackage, size });
      this.ways.proposing.send(turn, proposal, (reply, then) => this.answered(then, 'proposal_refused', label, reply));
    }
  }

  /** Only for a pending commit: of a direct one, the server's answer tells. */
  private wait(turn: Turn, { commit, way }: CommitAttempt): void {
    const powers = this.view.current?.data.federation.powers.length ?? 1;
    if (way === 'pending') turn.outbox.setTimer(TIMER + commit.label, plus(turn.now, milliseconds(pendingGiveUpMs(powers, 0))));
  }

  private async answered(turn: Turn, refused: 'commit_refused' | 'proposal_refused', label: MlsLabel, reply: ClientReply): Promise<void> {
    if (reply.kind !== 'refused') return;
    const { rule, why } = reply;
    if (refused === 'commit_refused') turn.outbox.emit({ kind: refused, commit: label, rule, why });
    else turn.outbox.emit({ kind: refused, proposal: label, rule, why });
    const { attempt } = this;
    if (attempt === undefined || !isAbout(attempt, label)) return;
    if (attempt.kind === 'commit') this.ownCommits.drop(attempt.commit.text);
    if (isRace(rule)) {
      if (attempt.kind === 'commit') turn.outbox.cancelTimer(TIMER + label);
      attempt.raced = true;
      return;
    }
    this.endAttempt(turn);
    if (attempt.wish !== undefined) this.wishes.giveUp(turn, attempt.wish, rule, why);
    await this.proceed(turn);
  }
}
