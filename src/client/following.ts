/**
 * How a device follows its room: whenever sync names another current commit, it looks for a state that it holds from which
 * the commits that sync handed over lead there. Usually that is the current state and one commit. On another branch it is a
 * retained one, and going back to it is a rollback (MSC4256, "Commit Conflict Handling"). Without one, the device is off the
 * branch (H49).
 */
import type { GroupState, MlsClient, MlsFailure } from '../mls/engine.js';
import type { Epoch } from '../names.js';
import type { OwnCommit, OwnCommits } from './own-commits.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import { commitLabel, type RoomView, type ShownCommit } from './room-view.js';
import type { Turn } from './turn.js';

/** A commit applied: the state it leads to, or none where it removed the device. */
interface Step {
  readonly commit: ShownCommit;
  readonly group: GroupState | undefined;
}

interface Path {
  readonly start: HeldState;
  readonly steps: readonly Step[];
  /** The commit after the last step that could not be processed; undefined: the path arrives. */
  readonly stuckAt: { readonly commit: ShownCommit; readonly failure: MlsFailure } | undefined;
}

/** What came of following. */
export interface Followed {
  /** The device's own commits among those applied. */
  readonly own: readonly OwnCommit[];
  /** The device went back to a state of this epoch first. */
  readonly rolledBackTo: Epoch | undefined;
  /** Those of the states that commits led to. */
  readonly epochs: readonly Epoch[];
}

const NOTHING: Followed = { own: [], rolledBackTo: undefined, epochs: [] };

export class Following {
  /** The commits whose bytes have reached the device. */
  private readonly received = new Set<string>();

  constructor(
    private readonly mls: MlsClient,
    private readonly states: RetainedStates,
    private readonly ownCommits: OwnCommits,
    private readonly view: RoomView,
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
    this.identify(chain, past);
    const path = await this.findPath(chain);
    const followed = path === undefined ? NOTHING : this.take(turn, path, past);
    this.view.following = this.states.current?.madeBy === tip.text;
    return followed;
  }

  /** A Welcome led to the device's current state. */
  welcomed(): void {
    const { current } = this.view;
    if (current !== undefined) this.identify([current], false);
    this.view.following = current === undefined || this.states.current?.madeBy === current.text;
  }

  /**
   * A Welcome does not say which commit its state belongs to. The device takes it for the one of its epoch that is on the
   * current chain; that it was welcomed on another branch shows when the next commit does not apply. What was current in the
   * past may have been on a branch that lost, so a later chain overrides it.
   */
  private identify(chain: readonly ShownCommit[], past: boolean): void {
    for (const held of this.states.all()) {
      const commit = held.identified ? undefined : chain.find(({ epoch }) => epoch + 1 === held.group.epoch);
      if (commit === undefined) continue;
      held.madeBy = commit.text;
      held.data = commit.data;
      held.identified = !past;
    }
  }

  private async findPath(chain: readonly ShownCommit[]): Promise<Path | undefined> {
    let stuck: Path | undefined;
    for (let at = chain.length - 1; at >= 0; at -= 1) {
      const commit = chain[at];
      const start = commit && this.states.madeBy(commit.text);
      if (start === undefined) continue;
      const path = await this.walk(start, chain.slice(at + 1));
      if (path.stuckAt === undefined) return path;
      stuck ??= path;
    }
    // The chain may begin after the state that it applies to (H45), so epochs have to tell.
    const first = chain[0];
    for (const start of first === undefined ? [] : this.states.ofEpoch(first.epoch)) {
      const path = await this.walk(start, chain);
      if (path.stuckAt === undefined) return path;
      stuck ??= path;
    }
    return stuck;
  }

  private async walk(start: HeldState, commits: readonly ShownCommit[]): Promise<Path> {
    const steps: Step[] = [];
    let group: GroupState | undefined = start.group;
    for (const commit of commits) {
      // Where a commit removed the device, the rest of the chain is for others.
      if (group === undefined) break;
      const own = this.ownCommits.get(commit.text);
      const madeBy: string | undefined = steps.at(-1)?.commit.text ?? start.madeBy;
      if (own !== undefined && (own.parent === start || own.parent.madeBy === madeBy)) {
        group = own.next;
      } else {
        const outcome = await this.mls.processCommit(group, commit.bytes);
        if (!outcome.ok) return { start, steps, stuckAt: { commit, failure: outcome.failure } };
        group = outcome.next;
      }
      steps.push({ commit, group });
    }
    return { start, steps, stuckAt: undefined };
  }

  private take(turn: Turn, path: Path, past: boolean): Followed {
    const { start, steps, stuckAt } = path;
    const onCurrent = start === this.states.current;
    if (stuckAt !== undefined && onCurrent && !past) {
      const state = steps.at(-1)?.commit.event.carries ?? start.label;
      turn.outbox.emit({ kind: 'commit_unprocessable', commit: commitLabel(stuckAt.commit), state, failure: stuckAt.failure });
    }
    // Going back is worth it only if it leads to the current commit.
    if (!onCurrent && stuckAt !== undefined) return NOTHING;
    if (onCurrent && steps.length === 0) return NOTHING;
    if (!onCurrent) this.states.enter(turn, start, 'rollback');
    // What follows from it proves which commit led to it.
    if (steps.length > 0 && start.madeBy !== undefined) start.identified = true;
    const own: OwnCommit[] = [];
    for (const { commit, group } of steps) {
      const ours = this.ownCommits.get(commit.text);
      if (ours !== undefined) own.push(ours);
      if (group === undefined) {
        this.states.leave(turn, commit);
        turn.outbox.emit({ kind: 'group_left', by: commitLabel(commit) });
      } else {
        this.states.enter(turn, held(commit, group), 'commit');
      }
    }
    this.ownCommits.prune(this.states);
    const epochs = steps.flatMap(({ group }) => group?.epoch ?? []);
    return { own, rolledBackTo: onCurrent ? undefined : start.group.epoch, epochs };
  }
}

const held = (commit: ShownCommit, group: GroupState): HeldState => ({
  group,
  label: commitLabel(commit),
  madeBy: commit.text,
  identified: true,
  data: commit.data,
});
