/** What became of each MLS commit: published and on the final chain or not, or why it never was published. */
import type { Fact, StampedFact } from '../../facts/index.js';
import type { MlsLabel, NodeName } from '../../names.js';
import { isCommitType, isPendingCommitType } from '../../room/msc4256/names.js';
import type { CommitEvent } from '../commit-events.js';
import type { RoomHistory } from '../room-history.js';

export type Fate = 'accepted' | 'lost' | 'refused' | 'stale' | 'expired' | 'open';

/** One MLS commit, by its bytes. Several events may carry it. */
export interface CommitRecord {
  readonly label: MlsLabel;
  /** The device that made it. */
  readonly author: NodeName | undefined;
  /** The author's wish that it carries out; absent: it is for the proposals of others alone. */
  readonly intent: number | undefined;
  /** Made after time zero: it counts. */
  readonly counts: boolean;
  /** `m.mls.commit` events with these bytes. */
  commitEvents: number;
  /** The first event that some server accepted at checks 4 and 5. */
  published: CommitEvent | undefined;
  /** The rule by which its own server refused it, and why. */
  refusal: { readonly rule: string; readonly why: string } | undefined;
  superseded: boolean;
  givenUp: boolean;
  /** Published after its author had given up. */
  lockedOut: boolean;
  /** Receipts of events that carry it: refused at checks 4-5, and not. */
  rejections: number;
  passes: number;
  /** When the author's own device applied it first. */
  appliedAt: number | undefined;
}

export class CommitFates {
  readonly #history: RoomHistory;
  readonly #records = new Map<string, CommitRecord>();
  #created = 0;
  #duplicates = 0;

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  /** Commits made after time zero. */
  get created(): number {
    return this.#created;
  }

  /** Further `m.mls.commit` events with the bytes of an earlier one. */
  get duplicates(): number {
    return this.#duplicates;
  }

  /** In the order in which they were made. */
  get records(): Iterable<CommitRecord> {
    return this.#records.values();
  }

  fact({ at, node, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'commit_created':
        if (at >= 0) this.#created++;
        this.#start(at, fact.commit, node, fact.intent);
        return;
      case 'commit_refused':
        this.#refuse(fact.commit, fact.rule, fact.why);
        return;
      case 'commit_superseded':
        this.#mark(fact.commit, 'superseded');
        return;
      case 'commit_given_up':
        this.#mark(fact.commit, 'givenUp');
        return;
      case 'state_entered': {
        const record = this.#records.get(fact.state);
        if (record !== undefined && record.author === node) record.appliedAt ??= at;
        return;
      }
      case 'event_created':
        if (isCommitType(fact.type)) this.#carry(at, fact);
        return;
      case 'event_received':
        if (isCommitType(fact.type) || isPendingCommitType(fact.type)) this.#receive(fact);
        return;
    }
  }

  /** @param final whether the bytes are on the final chain */
  fate(record: CommitRecord, final: ReadonlySet<string>): Fate {
    if (record.published !== undefined) return final.has(record.label) ? 'accepted' : 'lost';
    if (record.refusal !== undefined || (record.rejections > 0 && record.passes === 0)) return 'refused';
    if (record.superseded) return 'stale';
    return record.givenUp ? 'expired' : 'open';
  }

  #carry(at: number, { carries }: Extract<Fact, { kind: 'event_created' }>): void {
    const record = carries && this.#records.get(carries);
    if (record === undefined) return;
    record.commitEvents++;
    if (at >= 0 && record.commitEvents > 1) this.#duplicates++;
  }

  #receive({ event: label, outcome }: Extract<Fact, { kind: 'event_received' }>): void {
    const event = this.#history.events.get(label);
    const record = event && this.#records.get(event.bytes);
    if (event === undefined || record === undefined) return;
    const passed = outcome !== 'rejected';
    if (passed) record.passes++;
    else record.rejections++;
    if (!passed || event.pending || record.published !== undefined) return;
    record.published = event;
    record.lockedOut = record.givenUp;
  }

  #start(at: number, label: MlsLabel, author: NodeName | undefined, intent: number | undefined): void {
    this.#records.set(label, {
      label,
      author,
      intent,
      counts: at >= 0,
      commitEvents: 0,
      published: undefined,
      refusal: undefined,
      superseded: false,
      givenUp: false,
      lockedOut: false,
      rejections: 0,
      passes: 0,
      appliedAt: undefined,
    });
  }

  #refuse(commit: MlsLabel, rule: string, why: string): void {
    const record = this.#records.get(commit);
    if (record !== undefined) record.refusal = { rule, why };
  }

  #mark(commit: MlsLabel, what: 'superseded' | 'givenUp'): void {
    const record = this.#records.get(commit);
    if (record !== undefined) record[what] = true;
  }
}
