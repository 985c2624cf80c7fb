/**
 * Episodes: the times that a device could not follow its server's current commit. One opens when sync shows the device, as
 * current, a commit that its state cannot reach by processing commits in order: because it lies on another branch, because a
 * commit on the way there never came (H45), or because the device says of one that it could not process it (its own, whose
 * state it has thrown away, H35; one that nobody can, H40) or does not want to (H41). It is over when the device is there.
 */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { DeviceId } from '../../names.js';
import { chain } from '../commit-events.js';
import { type Commit, lastCommon, reaches, wasRemoved } from '../commit-tree.js';
import { type Distribution, inMilliseconds, Samples } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';
import { BeyondRepair } from './beyond-repair.js';
import { Passage } from './passage.js';
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
  /** What it will have been ended by: the last rollback or Welcome; where there was none, what is current can be followed again. */
  ending: Ending;
}

export class RecoveryFold implements Fold<RecoveryMetrics> {
  readonly #history: RoomHistory;
  readonly #windowNeeded = new WindowNeeded();
  readonly #passage = new Passage((device, commit) => this.#windowNeeded.hasReceived(device, commit));
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
      case 'commit_unprocessable':
      case 'commit_declined':
        this.#stop(at, this.#deviceOf(node), this.#history.tree.named(fact.commit));
        return;
      case 'state_entered': {
        const [device, state] = [this.#deviceOf(node), this.#history.tree.named(fact.state)];
        this.#passage.pass(device, state);
        if (fact.via === 'commit') this.#windowNeeded.apply(device, state, local ?? at);
        if (fact.via === 'welcome') this.#join(at, device, state);
        else this.#move(at, device, state, fact.via === 'rollback');
        return;
      }
      case 'group_left': {
        const [device, by] = [this.#deviceOf(node), this.#history.tree.named(fact.by)];
        this.#passage.pass(device, by);
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
    const { state, stands } = this.#history.positions.of(device);
    if (stands === undefined) return;
    if (reaches(stands, commit)) this.#ahead.delete(device);
    const episode = this.#open.get(device);
    if (episode === undefined) this.#openIfOff(at, device, stands, commit);
    // A device that a commit on the current chain removed has nothing to follow from there.
    else if (stands === commit || (state === undefined && reaches(stands, commit))) this.#close(at, device, episode);
  }

  #stop(at: number, device: number, commit: Commit): void {
    this.#passage.obstruct(device, commit);
    const [shown, { stands }] = [this.#shown[device], this.#history.positions.of(device)];
    if (shown !== undefined && stands !== undefined && !this.#open.has(device)) this.#openIfOff(at, device, stands, shown);
  }

  #join(at: number, device: number, state: Commit): void {
    this.#beyondRepair.welcomed(device);
    this.#passage.renew(device);
    const shown = this.#shown[device];
    if (shown === undefined || !reaches(state, shown)) this.#ahead.add(device);
    if (shown === undefined) return;
    const episode = this.#open.get(device);
    if (episode === undefined) return this.#openIfOff(at, device, state, shown);
    const isOnBranch = reaches(state, shown) || reaches(shown, state);
    episode.ending = isOnBranch ? 'by_welcome' : 'by_return';
    // From a state that lies behind, the device has yet to get on.
    if (reaches(shown, state)) this.#close(at, device, episode);
  }

  #move(at: number, device: number, state: Commit, isRollback: boolean): void {
    const episode = this.#open.get(device);
    if (episode === undefined) return;
    if (isRollback) episode.ending = 'by_window';
    if (state === this.#shown[device]) this.#close(at, device, episode);
  }

  /** A device that follows the current chain up to the commit that removes it has found its way. */
  #leave(at: number, device: number, by: Commit): void {
    const [episode, shown] = [this.#open.get(device), this.#shown[device]];
    if (episode !== undefined && shown !== undefined && reaches(by, shown)) this.#close(at, device, episode);
  }

  #openIfOff(at: number, device: number, stands: Commit, shown: Commit): void {
    if (at < 0 || this.#isOn(device, stands, shown)) return;
    // A Welcome may overtake the commit that it belongs to: then the server is behind the device, on the same branch.
    if (this.#ahead.has(device) && reaches(shown, stands)) return;
    if (wasRemoved(device, shown, lastCommon(stands, shown))) return;
    this.#episodes++;
    this.#open.set(device, { openedAt: at, ending: 'by_return' });
    this.#windowNeeded.ask(device, stands, shown);
  }

  /** Whether the device gets from where it stands to what is shown; outside of the group it has to get nowhere. */
  #isOn(device: number, stands: Commit, shown: Commit): boolean {
    const isOutside = this.#history.positions.of(device).state === undefined;
    return isOutside ? reaches(stands, shown) : this.#passage.leads(device, stands, shown);
  }

  #close(at: number, device: number, { openedAt, ending }: Episode): void {
    this.#open.delete(device);
    this.#ended.push({ device, openedAt, ended: { at, how: ending } });
    this.#durations.add(at - openedAt);
    this.#endings[ending]++;
  }
}
