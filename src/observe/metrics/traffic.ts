/** What servers need of each other and of state resolution, before any sharing of equal work. */
import type { Fold, StampedFact } from '../../facts/index.js';

export type FederationMetrics = { readonly transactions: number; readonly retries: number; readonly backfills: number };
export type ResolutionMetrics = { readonly calls: number; readonly decided_by_event_id: boolean };

type TrafficMetrics = { readonly federation: FederationMetrics; readonly resolution: ResolutionMetrics };

export class TrafficFold implements Fold<TrafficMetrics> {
  #transactions = 0;
  #retries = 0;
  #backfills = 0;
  #calls = 0;
  /** Of the setting up too: this is no count, but says what the run may be compared with. */
  #decidedByEventId = false;

  fact({ at, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'transaction_sent':
        if (at < 0) return;
        if (fact.attempt === 1) this.#transactions++;
        else this.#retries++;
        return;
      case 'backfill_requested':
        if (at >= 0) this.#backfills++;
        return;
      case 'states_resolved':
        if (at >= 0) this.#calls++;
        this.#decidedByEventId ||= fact.decided_by_event_id;
        return;
      case 'pending_converted':
        this.#decidedByEventId ||= fact.decided_by_event_id;
        return;
    }
  }

  result(): TrafficMetrics {
    return {
      federation: { transactions: this.#transactions, retries: this.#retries, backfills: this.#backfills },
      resolution: { calls: this.#calls, decided_by_event_id: this.#decidedByEventId },
    };
  }
}
