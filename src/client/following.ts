/**
 * How a device follows its room: whenever sync names another current commit, it looks for a state that it holds from which
 * the commits that sync handed over lead there. Usually that is the current state and one commit. On another branch it is a
 * retained one, and going back to it is a rollback (MSC4256, "Commit Conflict Handling"). Without one, the device is off the
 * branch (H49). A commit that MLS can apply is applied, whatever the device thinks of what it does; under `unverified_additions:
 * refuse` not where it adds somebody whom the device's user has not verified as the room requires, or has the room require less from
 * then on (H41): then the device is off the branch by its own doing. Of what else a commit says in the clear a member checks
 * nothing: a window above the maximum is clamped, and a list of servers without that of a member is how a room is rid of a server
 * whose last user has left (H48).
 */
import type { GroupState, MlsClient } from '../mls/engine.js';
import type { Epoch } from '../names.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { CurrentBranch } from './current-branch.js';
import type { OwnCommit, OwnCommits } from './own-commits.js';
import { type Path, type Step, stateAfter } from './path.js';
import type { ProposalReading } from './proposal-reading.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import { commitLabel, type RoomView, type ShownCommit } from './room-view.js';
import type { Turn } from './turn.js';
import { lowering, type Verification } from './verification.js';

/** What came of following. */
export interface Followed {
  /** The device's own commits among those applied. */
  readonly own: readonly OwnCommit[];
  /** Those of the states that commits led to. */
  readonly epochs: readonly Epoch[];
  /** The commits that took proposals up, by these proposals' references. */
  readonly takenUp: ReadonlyMap<string, ShownCommit>;
}

const NOTHING: Followed = { own: [], epochs: [], takenUp: new Map() };

export class Following {
  /** The commits whose bytes have reached the device. */
  private readonly received = new Set<string>();
  /** The commit that removed the device from the group, as long as it is outside. */
  private removedBy: ShownCommit | undefined;
  /** Where the way along the current branch ended, the device did not want to go on. */
  private hasDeclined = false;

  /** By state, the commit at which the way from it along the current branch was found to end. */
  private deadEnds = new WeakMap<HeldState, string>();

  constructor(
    private readonly mls: MlsClient,
    private readonly states: RetainedStates,
    private readonly ownCommits: OwnCommits,
    private readonly view: RoomView,
    private readonly branch: CurrentBranch,
    private readonly reading: Reading,
    private readonly verification: Verification,
    private readonly proposals: ProposalReading,
  ) {}

  /**
   * Sync named `chain`'s last commit as the current one.
   * @param past it was current before the device's user joined: the device follows if it can, and it is no matter if not
   */
  async follow(turn: Turn, chain: readonly ShownCommit[], past: boolean): Promise<Followed> {
    const tip = chain.at(-1);
    if (tip === undefined) return NOTHING;
    for (const commit of chain) {
      if (this.received.has(commit.text)) continue;
      this.received.add(commit.text);
      turn.outbox.emit({ kind: 'commit_received', commit: commitLabel(commit) });
    }
    this.view.current = tip;
    if (!past) turn.outbox.emit({ kind: 'current_commit_shown', event: tip.event.label, commit: commitLabel(tip), epoch: tip.epoch });
    const oldest = Math.min(...this.states.all().map(({ group }) => group.epoch));
    if (Number.isFinite(oldest)) this.branch.forgetBefore(oldest - 1);
    this.branch.shown(chain, this.states.current === undefined);
    return this.advance(turn, past);
  }

  /** A Welcome led to the device's current state, which may lie behind the current commit. */
  async welcomed(turn: Turn): Promise<Followed> {
    this.removedBy = undefined;
    return this.advance(turn, false);
  }

  /** The device's user has verified somebody: what was declined may now be followed. */
  async verified(turn: Turn): Promise<Followed> {
    if (this.reading.unverified_additions === 'apply' || this.view.place !== 'off_branch') return NOTHING;
    this.deadEnds = new WeakMap();
    return this.advance(turn, false);
  }

  /**
   * Whether the device cannot follow the room and should, as far as it can know: it is off the branch, or a commit that is not on
   * it removed the device. By its own will it is off the branch, too, but not lost (H41).
   */
  get isLost(): boolean {
    if (this.states.current !== undefined) return this.view.place === 'off_branch' && !this.hasDeclined;
    return this.removedBy !== undefined && this.branch.leavesOut(this.removedBy);
  }

  /** The epoch that the commit began which removed the device, as long as it is outside. */
  get outsideSince(): Epoch | undefined {
    return this.removedBy && this.removedBy.epoch + 1;
  }

  /** Goes as far along the current branch as the device can. */
  private async advance(turn: Turn, past: boolean): Promise<Followed> {
    this.identify(past);
    if (this.isAhead()) {
      this.view.place = 'ahead';
      return NOTHING;
    }
    const path = await this.findPath();
    // From a dead end there is no path, for the reason that was found then.
    if (path !== undefined) this.hasDeclined = path.stuckAt !== undefined && 'declined' in path.stuckAt;
    const followed = path === undefined ? NOTHING : this.take(turn, path, past);
    const { current } = this.states;
    this.view.place = current !== undefined && current.madeBy === this.view.current?.text ? 'on_branch' : 'off_branch';
    return followed;
  }

  /**
   * A Welcome does not say which commit its state belongs to. The device takes it for the one of its epoch that is on the
   * current branch; that it was welcomed on another one shows when the next commit does not apply. What was current in the
   * past may have been on a branch that lost, so a later one overrides it.
   */
  private identify(past: boolean): void {
    for (const held of this.states.all()) {
      const commit = held.identified !== 'no' ? undefined : this.branch.all().find(({ epoch }) => epoch + 1 === held.group.epoch);
      if (commit === undefined) continue;
      held.madeBy = commit.text;
      held.data = commit.data;
      held.identified = past ? 'no' : 'guessed';
    }
  }

  /** Only a Welcome leads to a state that the current branch does not reach yet. */
  private isAhead(): boolean {
    const { current } = this.states;
    return current !== undefined && current.identified === 'no' && current.group.epoch > (this.view.current?.epoch ?? -1) + 1;
  }

  private async findPath(): Promise<Path | undefined> {
    const branch = this.branch.all();
    let stuck: Path | undefined;
    for (let at = branch.length - 1; at >= 0; at--) {
      const commit = branch[at] as ShownCommit; // `at` is one of its places
      const start = this.states.madeBy(commit.text);
      // The branch has removed the device, and going back would only have it removed again; but the same commit may have added it.
      if (start === undefined && commit.text === this.removedBy?.text) return undefined;
      if (start === undefined) continue;
      const rest = branch.slice(at + 1);
      const deadEnd = this.deadEnds.get(start);
      if (deadEnd !== undefined && rest.some(({ text }) => text === deadEnd)) return undefined;
      const path = await this.walk(start, rest);
      if (path.stuckAt === undefined) return path;
      stuck ??= path;
      // The same commits lead to the same group, so from further back the way ends at the same place. Only a guess can be wrong, and
      // what was declined was no wrong one.
      if (start.identified !== 'proven' && !('declined' in path.stuckAt)) continue;
      this.deadEnds.set(start, path.stuckAt.commit.text);
      return stuck;
    }
    // The branch may begin after the commit that led to a state (H45), so epochs have to tell.
    const first = branch[0];
    for (const start of first === undefined ? [] : this.states.ofEpoch(first.epoch)) {
      const path = await this.walk(start, branch);
      if (path.stuckAt === undefined) return path;
      stuck ??= path;
    }
    return stuck;
  }

  private async walk(start: HeldState, commits: readonly ShownCommit[]): Promise<Path> {
    const steps: Step[] = [];
    let group: GroupState | undefined = await this.proposals.into(start.group);
    for (const commit of commits) {
      // Where a commit removed the device, the rest of the chain is for others.
      if (group === undefined) break;
      const own = this.ownCommits.get(commit.text);
      const madeBy: string | undefined = steps.at(-1)?.commit.text ?? start.madeBy;
      if (own !== undefined && (own.parent === start || own.parent.madeBy === madeBy)) {
        group = await this.proposals.into(own.next);
        steps.push({ commit, group, takenUp: own.takenUp });
      } else {
        const outcome = await this.mls.processCommit(group, commit.bytes);
        if (!outcome.ok) return { start, steps, stuckAt: { commit, failure: outcome.failure } };
        const declined = this.objection(group, outcome.next, steps.at(-1)?.commit.data ?? start.data ?? commit.data, commit.data);
        if (declined !== undefined) return { start, steps, stuckAt: { commit, declined } };
        group = outcome.next && (await this.proposals.into(outcome.next));
        steps.push({ commit, group, takenUp: outcome.takenUp });
      }
    }
    return { start, steps, stuckAt: undefined };
  }

  /** Why the device should not follow from one group to the next; `said` is what the commits so far say, `says` what this one does. */
  private objection(from: GroupState, to: GroupState | undefined, said: AuthenticatedData, says: AuthenticatedData): string | undefined {
    if (this.reading.unverified_additions === 'apply' || to === undefined) return undefined;
    const before = new Set(from.roster);
    const added = to.roster.filter((device) => !before.has(device));
    return this.verification.unmet(added, said) ?? lowering(said, says);
  }

  private take(turn: Turn, path: Path, past: boolean): Followed {
    const { start, steps, stuckAt } = path;
    const onCurrent = start === this.states.current;
    if (stuckAt !== undefined && onCurrent && !past) {
      const state = steps.at(-1)?.commit.event.carries ?? start.label;
      const commit = commitLabel(stuckAt.commit);
      if ('declined' in stuckAt) turn.outbox.emit({ kind: 'commit_declined', commit, state, why: stuckAt.declined });
      else turn.outbox.emit({ kind: 'commit_unprocessable', commit, state, failure: stuckAt.failure });
    }
    // Going back is worth it only if it leads to the current commit.
    if (!onCurrent && stuckAt !== undefined) return NOTHING;
    if (onCurrent && steps.length === 0) return NOTHING;
    if (!onCurrent) this.states.enter(turn, start, 'rollback', steps[0]?.commit ?? start);
    this.removedBy = undefined;
    // What follows from it proves which commit led to it.
    if (steps.length > 0 && start.madeBy !== undefined) start.identified = 'proven';
    const own: OwnCommit[] = [];
    for (const { commit, group } of steps) {
      const ours = this.ownCommits.get(commit.text);
      if (ours !== undefined) own.push(ours);
      if (group === undefined) {
        this.removedBy = commit;
        this.states.leave(turn, commit);
        turn.outbox.emit({ kind: 'group_left', by: commitLabel(commit) });
      } else {
        this.states.enter(turn, stateAfter(commit, group), 'commit');
      }
    }
    this.ownCommits.prune(this.states);
    const epochs = steps.flatMap(({ group }) => group?.epoch ?? []);
    const takenUp = new Map(steps.flatMap(({ commit, takenUp: taken }) => taken.map(({ reference }) => [reference, commit] as const)));
    return { own, epochs, takenUp };
  }
}
