/** A commit that passes check 4 comes from a power of the commit that it cites (MSC4256, auth rule 9.7). */
import type { StampedFact } from '../../facts/index.js';
import type { EventLabel } from '../../names.js';
import { isCommitType } from '../../room/msc4256/names.js';
import { type CommitEvents, powerIndex } from '../commit-events.js';
import type { Invariant } from './invariant.js';

export class CommitsFromPowers implements Invariant {
  readonly name = 'a commit accepted at check 4 comes from a power';
  readonly #events: CommitEvents;
  /** One server's mistake is every server's. */
  readonly #told = new Set<EventLabel>();

  constructor(events: CommitEvents) {
    this.#events = events;
  }

  check({ fact }: StampedFact): string | undefined {
    if (fact.kind !== 'event_received' || !isCommitType(fact.type)) return undefined;
    if (fact.outcome === 'rejected' && fact.check === 4) return undefined;
    const event = this.#events.get(fact.event);
    // A commit of epoch 0 has none before it whose powers could count.
    if (event === undefined || event.epoch === 0 || powerIndex(event) !== undefined || this.#told.has(event.label)) return undefined;
    this.#told.add(event.label);
    return `${event.label}, epoch ${event.epoch}`;
  }
}
