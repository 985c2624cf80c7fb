/**
 * Counts that the metrics must agree with, taken another way: straight from the facts, with no account of who was meant and
 * what became of whom.
 */
import type { Fold, StampedFact } from '../facts/index.js';
import type { MlsLabel, NodeName } from '../names.js';
import { ENCRYPTED_TYPE } from '../room/msc4256/names.js';
import type { Metrics } from './metrics.js';

export class OutcomeCounts implements Pick<Fold<unknown>, 'fact'> {
  /** Whom a message is meant for, its sender apart. */
  readonly #audiences = new Map<MlsLabel, ReadonlySet<NodeName>>();
  #pairs = 0;
  #decrypted = 0;
  #unreadable = 0;
  #late = 0;
  #outside = 0;
  #created = 0;

  fact({ at, node, fact }: StampedFact): void {
    if (at < 0) return;
    switch (fact.kind) {
      case 'message_submitted':
        this.#audiences.set(fact.message, new Set(fact.roster.filter((device) => device !== node)));
        return;
      case 'event_refused':
        if (fact.carries !== undefined) this.#audiences.delete(fact.carries);
        return;
      case 'event_created':
        if (fact.type !== ENCRYPTED_TYPE || fact.carries === undefined) return;
        this.#pairs += this.#audiences.get(fact.carries)?.size ?? 0;
        return;
      case 'message_decrypted':
        this.#decrypted++;
        if (fact.late) this.#late++;
        return;
      case 'message_unreadable':
        // Others are shown it too: devices that were removed, or are not members yet.
        if (node !== undefined && this.#audiences.get(fact.message)?.has(node)) this.#unreadable++;
        else if (node !== undefined) this.#outside++;
        return;
      case 'commit_created':
        this.#created++;
        return;
    }
  }

  /** A sentence for each sum that does not come out. */
  disagreements({ messages, commits, recovery }: Metrics): readonly string[] {
    const { decrypted, undecryptable, hidden, undelivered } = messages;
    const { accepted, lost, refused, stale, expired, open } = commits;
    const { by_window, by_welcome, by_return, unrecovered } = recovery;
    const sums: readonly (readonly [what: string, sum: number, expected: number])[] = [
      ['messages.pairs', messages.pairs, this.#pairs],
      ['decrypted + undecryptable + hidden + undelivered', decrypted + undecryptable.total + hidden.total + undelivered, this.#pairs],
      ['messages.decrypted', decrypted, this.#decrypted],
      ['messages.decrypted_late', messages.decrypted_late, this.#late],
      ['messages.undecryptable.total', undecryptable.total, this.#unreadable - this.#late],
      ['messages.shown_outside', messages.shown_outside, this.#outside],
      ['commits.created', commits.created, this.#created],
      ['accepted + lost + refused + stale + expired + open', accepted + lost + refused + stale + expired + open, this.#created],
      ['by_window + by_welcome + by_return + unrecovered', by_window + by_welcome + by_return + unrecovered, recovery.episodes],
    ];
    return sums.flatMap(([what, sum, expected]) => (sum === expected ? [] : [`${what} is ${sum}, but should be ${expected}`]));
  }
}
