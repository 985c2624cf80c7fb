/** Events: how many and how large, and which servers refused them by which rule. */
import type { Fold, StampedFact } from '../../facts/index.js';
import { TOTAL } from '../metric-names.js';
import { Tally } from '../tally.js';

type ByName = Readonly<Record<string, number>>;

export type EventMetrics = {
  readonly count: ByName;
  readonly bytes: ByName;
  readonly max_bytes: ByName;
  readonly refused: ByName;
  readonly rejected: ByName;
  readonly soft_failed: ByName;
};

const NO_RULE = 'unknown';

export class EventsFold implements Fold<EventMetrics> {
  readonly #count = new Tally(TOTAL);
  readonly #bytes = new Tally(TOTAL);
  readonly #maxBytes = new Tally(TOTAL);
  readonly #refused = new Tally(TOTAL);
  readonly #rejected = new Tally(TOTAL);
  readonly #softFailed = new Tally(TOTAL);

  fact({ at, fact }: StampedFact): void {
    if (at < 0) return;
    if (fact.kind === 'event_created') {
      for (const name of [fact.type, TOTAL]) {
        this.#count.add(name, 1);
        this.#bytes.add(name, fact.size);
        this.#maxBytes.raise(name, fact.size);
      }
    } else if (fact.kind === 'event_refused') {
      for (const name of [fact.rule, TOTAL]) this.#refused.add(name, 1);
    } else if (fact.kind === 'event_received' && fact.outcome !== 'accepted') {
      const refused = fact.outcome === 'rejected' ? this.#rejected : this.#softFailed;
      for (const name of [fact.rule ?? NO_RULE, TOTAL]) refused.add(name, 1);
    }
  }

  result(): EventMetrics {
    return {
      count: this.#count.record(),
      bytes: this.#bytes.record(),
      max_bytes: this.#maxBytes.record(),
      refused: this.#refused.record(),
      rejected: this.#rejected.record(),
      soft_failed: this.#softFailed.record(),
    };
  }
}
