/** The numbers of a run, one family a file in `metrics/`. What each means is in the catalogue. */
import type { Fold, StampedFact } from '../facts/index.js';
import type { Reading } from '../room/msc4256/reading.js';
import { AgreementFold, type AgreementMetrics } from './metrics/agreement.js';
import { type CommitMetrics, CommitsFold } from './metrics/commits.js';
import { type EventMetrics, EventsFold } from './metrics/events.js';
import { ExposureFold, type ExposureMetrics } from './metrics/exposure.js';
import { type KeyPackageMetrics, KeyPackagesFold } from './metrics/key-packages.js';
import { type MessageMetrics, MessagesFold } from './metrics/messages.js';
import { MetadataFold, type MetadataMetrics } from './metrics/metadata.js';
import { type ProposalMetrics, ProposalsFold } from './metrics/proposals.js';
import { RecoveryFold, type RecoveryMetrics } from './metrics/recovery.js';
import { type FederationMetrics, type ResolutionMetrics, TrafficFold } from './metrics/traffic.js';
import type { UnreadPair } from './metrics/unread.js';
import type { UpgradeMetrics } from './metrics/upgrades.js';
import type { Decryption, RoomHistory } from './room-history.js';

export type MetricValue = number | boolean | string | null | readonly unknown[];

/** `a.b` is `metrics.a.b`. Every path is in the catalogue. */
export type RoomMetrics = {
  readonly messages: MessageMetrics;
  readonly commits: CommitMetrics;
  readonly proposals: ProposalMetrics;
  readonly recovery: RecoveryMetrics;
  readonly agreement: AgreementMetrics;
  readonly exposure: ExposureMetrics;
  readonly events: EventMetrics;
  readonly key_packages: KeyPackageMetrics;
  readonly metadata: MetadataMetrics;
  readonly federation: FederationMetrics;
  readonly resolution: ResolutionMetrics;
};

/** Of the scenario's own room, and what came of upgrades. */
export type Metrics = RoomMetrics & { readonly upgrade: UpgradeMetrics };

/** The numbers of one room. */
export class MetricsFold implements Fold<RoomMetrics> {
  readonly #messages: MessagesFold;
  readonly #commits: CommitsFold;
  readonly #proposals: ProposalsFold;
  readonly #recovery: RecoveryFold;
  readonly #agreement: AgreementFold;
  readonly #exposure: ExposureFold;
  readonly #events = new EventsFold();
  readonly #keyPackages = new KeyPackagesFold();
  readonly #metadata = new MetadataFold();
  readonly #traffic = new TrafficFold();
  readonly #folds: readonly Pick<Fold<unknown>, 'fact'>[];

  /**
   * @param history is given each fact before this fold is
   * @param duration of the workload, in µs
   */
  constructor(history: RoomHistory, duration: number, rules: Pick<Reading, 'author_state'>) {
    this.#messages = new MessagesFold(history);
    this.#commits = new CommitsFold(history);
    this.#proposals = new ProposalsFold(history);
    this.#recovery = new RecoveryFold(history);
    this.#agreement = new AgreementFold(history);
    this.#exposure = new ExposureFold(history, duration, rules);
    const others = [this.#proposals, this.#exposure, this.#events, this.#metadata, this.#traffic];
    this.#folds = [this.#messages, this.#commits, this.#recovery, this.#agreement, ...others];
  }

  fact(stamped: StampedFact): void {
    for (const fold of this.#folds) fold.fact(stamped);
  }

  /** Of any room: devices have their key packages for all of them. */
  anywhere(stamped: StampedFact): void {
    this.#keyPackages.fact(stamped);
  }

  /** The same for a message that a device has decrypted. */
  decrypted(decryption: Decryption): void {
    this.#messages.decrypted(decryption);
    this.#exposure.decrypted(decryption);
  }

  /** What the counts of messages that were not read are made of. */
  unread(): Iterable<UnreadPair> {
    return this.#messages.unread();
  }

  /** The devices whose episodes are not over. */
  get lost(): Iterable<number> {
    return this.#recovery.unrecovered;
  }

  result(): RoomMetrics {
    return {
      messages: this.#messages.result(),
      commits: this.#commits.result(),
      proposals: this.#proposals.result(),
      recovery: this.#recovery.result(),
      agreement: this.#agreement.result(),
      exposure: this.#exposure.result(),
      events: this.#events.result(),
      key_packages: this.#keyPackages.result(),
      metadata: this.#metadata.result(),
      ...this.#traffic.result(),
    };
  }
}
