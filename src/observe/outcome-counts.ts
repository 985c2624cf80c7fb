/**
 * Counts that the metrics must agree with, taken another way: straight from the facts, with no account of who was meant and
 * what became of whom.
 */
import type { Fold, StampedFact } from '../facts/index.js';
import type { MlsLabel, NodeName } from '../names.js';
import { ENCRYPTED_TYPE } from '../room/msc4256/names.js';
import type { RoomMetrics } from './metrics.js';
import type { Decryption } from './room-history.js';

interface Audience {
  readonly sender: NodeName | undefined;
  readonly roster: ReadonlySet<NodeName>;
}

export class OutcomeCounts implements Pick<Fold<unknown>, 'fact'> {
  /** Whom a message is meant for: everybody in the sender's group state but itself. */
  readonly #audiences = new Map<MlsLabel, Audience>();
  /** The last roster told, as a set: one state's messages share theirs. */
  #roster: { readonly list: readonly NodeName[]; readonly set: ReadonlySet<NodeName> } = { list: [], set: new Set() };
  #pairs = 0;
  #decrypted = 0;
  #unreadable = 0;
  #late = 0;
  #outside = 0;
  #created = 0;
  #proposed = 0;

  fact({ at, node, fact }: StampedFact): void {
    if (at < 0) return;
    switch (fact.kind) {
      case 'message_submitted':
        if (fact.roster !== this.#roster.list) this.#roster = { list: fact.roster, set: new Set(fact.roster) };
        this.#audiences.set(fact.message, { sender: node, roster: this.#roster.set });
        return;
      case 'event_refused':
        if (fact.carries !== undefined) this.#audiences.delete(fact.carries);
        return;
      case 'event_created':
        if (fact.type !== ENCRYPTED_TYPE || fact.carries === undefined) return;
        this.#pairs += sizeOf(this.#audiences.get(fact.carries));
        return;
      case 'message_unreadable':
        // Others are shown it too: devices that were removed, or are not members yet.
        if (node === undefined) return;
        if (includes(this.#audiences.get(fact.message), node)) this.#unreadable++;
        else this.#outside++;
        return;
      case 'commit_created':
        this.#created++;
        return;
      case 'proposal_created':
        this.#proposed++;
        return;
    }
  }

  decrypted({ at, fact }: Decryption): void {
    if (at < 0) return;
    this.#decrypted++;
    if (fact.late) this.#late++;
  }

  /** A sentence for each sum that does not come out. */
  disagreements({ messages, commits, proposals, recovery }: RoomMetrics): readonly string[] {
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
      ['taken_up + refused + lapsed', proposals.taken_up + proposals.refused + proposals.lapsed, this.#proposed],
      ['by_window + by_welcome + by_return + unrecovered', by_window + by_welcome + by_return + unrecovered, recovery.episodes],
    ];
    return sums.flatMap(([what, sum, expected]) => (sum === expected ? [] : [`${what} is ${sum}, but should be ${expected}`]));
  }
}

const includes = (audience: Audience | undefined, node: NodeName): boolean =>
  audience !== undefined && node !== audience.sender && audience.roster.has(node);

const sizeOf = (audience: Audience | undefined): number =>
  audience === undefined ? 0 : audience.roster.size - Number(audience.sender !== undefined && audience.roster.has(audience.sender));
