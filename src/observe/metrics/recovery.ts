/**
 * Episodes: the times that a device could not follow its server's current commit. One opens when sync shows the device, as
 * current, a commit that its state cannot reach by processing commits in order.
 */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { DeviceId } from '../../names.js';
import { chain } from '../commit-events.js';
import { type Commit, lastCommon, reaches, wasRemoved } from '../commit-tree.js';
import { type Distribution, inMilliseconds, Samples } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';
import { BeyondRepair } from './beyond-repair.js';
import { WindowNeeded } from './window-needed.js';

export type RecoveryMetrics = {
  readonly episodes: number;
  readonly by_window: number;
  readonly by_welcome: number;
  readonly by_return: number;
  readonly unrecovered: number;
  readonly duration_ms: Distribution;
  readonly window_needed_ms: Distribution;
  readonly chain_missing: number;
  readonly calls: number;
  readonly calls_in_vain: number;
  readonly readds: number;
  readonly orphaned: number;
  readonly wedged: boolean;
};

type Ending = 'by_window' | 'by_welcome' | 'by_return';

/** An episode as it is told: times in µs since time zero, the device by its number. */
export interface ToldEpisode {
  readonly device: number;
  readonly openedAt: number;
  /** Absent: it was not over by the end of the run. */
  readonly ended: { readonly at: number; readonly how: Ending } | undefined;
}

interface Episode {
  readonly openedAt: number;
  /** The device has gone back to a retained state: from here on it is at work, and what it reaches is not a return. */
  rolledBack: boolean;
}

export class RecoveryFold implements Fold<RecoveryMetrics> {
  readonly #history: RoomHistory;
  readonly #windowNeeded: WindowNeeded;
  /** The commit that sync last named as current, by device. */
  readonly #shown: Commit[] = [];
  /** Devices that a Welcome took ahead of what their server shows. */
  readonly #ahead = new Set<number>();
  readonly #open = new Map<number, Episode>();
  readonly #ended: ToldEpisode[] = [];
  readonly #beyondRepair: BeyondRepair;
  /** Commits that add devices again. */
  readonly #readds = new Set<string>();
  #episodes = 0;
  #calls = 0;
  #callsInVain = 0;
  readonly #durations = new Samples();
  readonly #endings = { by_window: 0, by_welcome: 0, by_return: 0 };

  constructor(history: RoomHistory) {
    this.#history = history;
    this.#windowNeeded = new WindowNeeded();
    this.#beyondRepair = new BeyondRepair(history);
  }

  fact(stamped: StampedFact): void {
    const { at, node, local, fact } = stamped;
    this.#beyondRepair.fact(stamped);
    switch (fact.kind) {
      case 'current_commit_shown':
        this.#show(at, this.#deviceOf(node), this.#history.tree.named(fact.commit));
        return;
      case 'commit_created':
        if (fact.change === 'readd') this.#readds.add(fact.commit);
        return;
      case 'help_asked':
        this.#calls++;
        if (fact.of === undefined) this.#callsInVain++;
        return;
      case 'commit_received':
        this.#windowNeeded.receive(this.#deviceOf(node), this.#history.tree.named(fact.commit), local ?? at);
        return;
      case 'state_entered': {
        const [device, state] = [this.#deviceOf(node), this.#history.tree.named(fact.state)];
        if (fact.via === 'commit') this.#windowNeeded.apply(device, state, local ?? at);
        if (fact.via === 'welcome') this.#join(at, device, state);
        else this.#move(at, device, state, fact.via === 'rollback');
        return;
      }
      case 'group_left': {
        const [device, by] = [this.#deviceOf(node), this.#history.tree.named(fact.by)];
        this.#windowNeeded.apply(device, by, local ?? at);
        this.#leave(at, device, by);
        return;
      }
    }
  }

  result(): RecoveryMetrics {
    return {
      episodes: this.#episodes,
      ...this.#endings,
      unrecovered: this.#open.size,
      duration_ms: inMilliseconds(this.#durations),
      window_needed_ms: inMilliseconds(this.#windowNeeded.samples),
      chain_missing: this.#windowNeeded.unanswered,
      calls: this.#calls,
      calls_in_vain: this.#callsInVain,
      readds: this.#acceptedReadds(),
      orphaned: this.#beyondRepair.orphaned,
      wedged: this.#beyondRepair.isWedged,
    };
  }

  /** Every episode: those that ended in the order of their ends, then the others. */
  episodes(): readonly ToldEpisode[] {
    return [...this.#ended, ...[...this.#open].map(([device, { openedAt }]) => ({ device, openedAt, ended: undefined }))];
  }

  /** The devices of the episodes that are not over. */
  get unrecovered(): Iterable<number> {
    return this.#open.keys();
  }

  /** Those on the final chain. */
  #acceptedReadds(): number {
    const { events, end } = this.#history;
    let accepted = 0;
    for (const { bytes } of chain(end?.final && events.get(end.final))) if (this.#readds.has(bytes)) accepted++;
    return accepted;
  }

  #deviceOf(node: StampedFact['node']): number {
    return this.#history.numbers.of(node as DeviceId); // Only devices state the facts of a group.
  }

  #show(at: number, device: number, commit: Commit): void {
    this.#shown[device] = commit;
    const { stands } = this.#history.positions.of(device);
    if (stands === undefined) return;
    const follows = reaches(stands, commit);
    if (follows) this.#ahead.delete(device);
    const episode = this.#open.get(device);
    if (episode === undefined) this.#openIfOff(at, device, stands, commit);
    else if (follows && !episode.rolledBack) this.#close(at, device, episode, 'by_return');
    else if (stands === commit) this.#close(at, device, episode, 'by_window');
  }

  #join(at: number, device: number, state: Commit): void {
    this.#beyondRepair.welcomed(device);
    const shown = this.#shown[device];
    if (shown === undefined || !reaches(state, shown)) this.#ahead.add(device);
    if (shown === undefined) return;
    const episode = this.#open.get(device);
    if (episode === undefined) this.#openIfOff(at, device, state, shown);
    else if (reaches(state, shown) || reaches(shown, state)) this.#close(at, device, episode, 'by_welcome');
  }

  #move(at: number, device: number, state: Commit, isRollback: boolean): void {
    const episode = this.#open.get(device);
    if (episode === undefined) return;
    if (isRollback) episode.rolledBack = true;
    if (state === this.#shown[device]) this.#close(at, device, episode, 'by_window');
  }

  /** A device that follows the current chain up to the commit that removes it has found its way by itself. */
  #leave(at: number, device: number, by: Commit): void {
    const [episode, shown] = [this.#open.get(device), this.#shown[device]];
    if (episode !== undefined && shown !== undefined && reaches(by, shown)) this.#close(at, device, episode, 'by_window');
  }

  #openIfOff(at: number, device: number, stands: Commit, shown: Commit): void {
    if (at < 0 || reaches(stands, shown)) return;
    // A Welcome may overtake the commit that it belongs to: then the server is behind the device, on the same branch.
    if (this.#ahead.has(device) && reaches(shown, stands)) return;
    if (wasRemoved(device, shown, lastCommon(stands, shown))) return;
    this.#episodes++;
    this.#open.set(device, { openedAt: at, rolledBack: false });
    this.#windowNeeded.ask(device, stands, shown);
  }

  #close(at: number, device: number, episode: Episode, ending: Ending): void {
    this.#open.delete(device);
    this.#ended.push({ device, openedAt: episode.openedAt, ended: { at, how: ending } });
    this.#durations.add(at - episode.openedAt);
    this.#endings[ending]++;
  }
}
