/** Commits: how many were made, what became of them, and where they conflicted. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { Epoch, MlsLabel } from '../../names.js';
import { chain, powerIndex } from '../commit-events.js';
import { type Distribution, inMilliseconds } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';
import { Tally } from '../tally.js';
import { BranchChangesFold } from './branch-changes.js';
import { CommitFates, type CommitRecord, type Fate } from './commit-fates.js';
import { type FatedCommit, Intents, type UnsatisfiedIntent } from './intents.js';

export type CommitMetrics = { readonly [Each in Fate]: number } & {
  readonly created: number;
  readonly published: number;
  readonly lockouts: number;
  readonly duplicates: number;
  readonly conflicted_epochs: number;
  readonly epochs: number;
  readonly conflict_rate: number;
  readonly by_power: Readonly<Record<string, number>>;
  readonly acceptance_ms: Distribution;
  readonly most_tries: number;
  readonly unsatisfied: number;
  readonly unsatisfied_intents: readonly UnsatisfiedIntent[];
  readonly welcomes_refused: number;
  readonly declined: number;
  readonly grafts: number;
  readonly rollback_depth: Distribution;
};

export class CommitsFold implements Fold<CommitMetrics> {
  readonly #history: RoomHistory;
  readonly #fates: CommitFates;
  readonly #intents = new Intents();
  readonly #branchChanges: BranchChangesFold;
  #welcomesRefused = 0;
  #declined = 0;

  constructor(history: RoomHistory) {
    this.#history = history;
    this.#fates = new CommitFates(history);
    this.#branchChanges = new BranchChangesFold(history);
  }

  fact(stamped: StampedFact): void {
    this.#fates.fact(stamped);
    this.#intents.fact(stamped);
    this.#branchChanges.fact(stamped);
    if (stamped.at < 0) return;
    if (stamped.fact.kind === 'to_device_refused') this.#welcomesRefused++;
    if (stamped.fact.kind === 'commit_declined') this.#declined++;
  }

  result(): CommitMetrics {
    const end = this.#history.end?.final;
    const final = new Set([...chain(end && this.#history.events.get(end))].map((event) => event.bytes));
    const fates: Record<Fate, number> = { accepted: 0, lost: 0, refused: 0, stale: 0, expired: 0, open: 0 };
    const byPower = new Tally();
    const fated: FatedCommit[] = [];
    let lockouts = 0;
    for (const record of this.#fates.records) {
      if (!record.counts) continue;
      const fate = this.#fates.fate(record, final);
      fates[fate]++;
      fated.push({ record, fate });
      if (record.lockedOut) lockouts++;
      const power = record.published && powerIndex(record.published);
      if (power !== undefined) byPower.add(String(power), 1);
    }
    const published = fates.accepted + fates.lost;
    const { unsatisfied, acceptance, mostTries } = this.#intents.outcome(fated, (state) => this.#isFinal(state, final));
    return {
      created: this.#fates.created,
      published,
      ...fates,
      lockouts,
      duplicates: this.#fates.duplicates,
      ...conflicts(this.#fates.records),
      by_power: byPower.record(),
      acceptance_ms: inMilliseconds(acceptance),
      most_tries: mostTries,
      unsatisfied: unsatisfied.length,
      unsatisfied_intents: unsatisfied,
      welcomes_refused: this.#welcomesRefused,
      declined: this.#declined,
      ...this.#branchChanges.result(),
    };
  }

  /** Whether the final chain leads through the group state: that of one of its commits, or the one that all begins with. */
  #isFinal(state: MlsLabel, final: ReadonlySet<string>): boolean {
    const commit = this.#history.tree.find(state);
    return final.has(state) || (commit !== undefined && commit.parent === undefined);
  }
}

/** A commit of the setting up conflicts with a later one for its epoch, but makes no epoch count by itself. */
function conflicts(records: Iterable<CommitRecord>): Pick<CommitMetrics, 'conflicted_epochs' | 'epochs' | 'conflict_rate'> {
  const byEpoch = new Map<Epoch, { commits: number; counts: boolean }>();
  for (const { published, counts } of records) {
    if (published === undefined) continue;
    const epoch = byEpoch.get(published.epoch) ?? { commits: 0, counts: false };
    epoch.commits++;
    epoch.counts ||= counts;
    byEpoch.set(published.epoch, epoch);
  }
  const counted = [...byEpoch.values()].filter((epoch) => epoch.counts);
  const conflicted = counted.filter((epoch) => epoch.commits > 1).length;
  return { conflicted_epochs: conflicted, epochs: counted.length, conflict_rate: counted.length === 0 ? 0 : conflicted / counted.length };
}
