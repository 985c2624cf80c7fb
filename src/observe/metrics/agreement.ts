/** Whether servers and devices ended up with one commit, and how long that took after a partition. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { Epoch, ServerName } from '../../names.js';
import type { CommitEvent } from '../commit-events.js';
import { type Distribution, inMilliseconds } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';
import { Healing } from './healing.js';

/** A current commit and the servers of the room whose current commit it is. Null where a server has none. */
export interface Tip {
  readonly commit: CommitEvent['bytes'] | null;
  readonly epoch: Epoch | null;
  readonly servers: readonly ServerName[];
}

export type AgreementMetrics = {
  readonly final: boolean;
  readonly tips: readonly Tip[];
  readonly absent: readonly ServerName[];
  readonly heal_ms: Distribution;
  readonly devices_current: number | null;
};

export class AgreementFold implements Fold<AgreementMetrics> {
  readonly #history: RoomHistory;
  readonly #healing: Healing;

  constructor(history: RoomHistory) {
    this.#history = history;
    this.#healing = new Healing(history);
  }

  fact(stamped: StampedFact): void {
    this.#healing.fact(stamped);
  }

  result(): AgreementMetrics {
    const end = this.#history.end;
    const final = end?.final && this.#history.events.get(end.final);
    const tips = this.#tips();
    return {
      final: final !== undefined && tips.every((tip) => tip.commit === final.bytes),
      tips,
      absent: final?.servers.filter((server) => !end?.servers.includes(server)) ?? [],
      heal_ms: inMilliseconds(this.#healing.samples(new Set(end?.servers))),
      devices_current: final === undefined ? null : this.#devicesCurrent(final),
    };
  }

  /** In the order in which the room's list of servers first names one of each. */
  #tips(): readonly Tip[] {
    const end = this.#history.end;
    const current = new Map(end?.current.map(({ server, commit }) => [server, commit && this.#history.events.get(commit)]));
    const servers = new Map<Tip['commit'], ServerName[]>();
    const epochs = new Map<Tip['commit'], Epoch>();
    for (const server of end?.servers ?? []) {
      const event = current.get(server);
      const commit = event?.bytes ?? null;
      if (event !== undefined) epochs.set(commit, event.epoch);
      servers.set(commit, [...(servers.get(commit) ?? []), server]);
    }
    return [...servers].map(([commit, names]) => ({ commit, epoch: epochs.get(commit) ?? null, servers: names }));
  }

  #devicesCurrent(final: CommitEvent): number | null {
    const members = [...(this.#history.tree.find(final.bytes)?.roster ?? [])];
    if (members.length === 0) return null;
    return members.filter((device) => this.#history.positions.of(device).state?.label === final.bytes).length / members.length;
  }
}
