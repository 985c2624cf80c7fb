/**
 * A run's fingerprint: SHA-256 over a record of every fact. Two runs have the same one exactly where the same things happened
 * at the same times in the same order.
 */
import type { Fact, Fold, StampedFact } from '../facts/index.js';
import { sha256Stream } from '../room/crypto.js';
import { CompactRecords } from './compact-records.js';
import { FACT_FIELDS } from './fact-fields.js';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** Where a text of a record is remembered; the fields of a kind follow upon one another. */
const PLACE = { node: 0, kind: 1, first: 2 } as const;
const PLACES_OF_A_KIND = 16;

const FIRST_PLACES: ReadonlyMap<string, number> = new Map(
  [...FACT_FIELDS.keys()].map((kind, number) => [kind, PLACE.first + number * PLACES_OF_A_KIND]),
);

export class Fingerprint implements Fold<string> {
  readonly #hash = sha256Stream();
  readonly #records = new CompactRecords((bytes) => this.#hash.update(bytes));
  #lastAt = 0;

  fact({ at, node, local, room, fact }: StampedFact): void {
    const records = this.#records;
    // No kind of fact is called so.
    if (room !== undefined) records.add(`in ${room}`);
    records.add(fact.kind, PLACE.kind);
    records.number(at - this.#lastAt);
    this.#lastAt = at;
    records.add(node, PLACE.node);
    records.add(local === undefined ? undefined : local - at);
    const place = FIRST_PLACES.get(fact.kind) ?? 0;
    // Of these two kinds there are more than of all others together, so their fields are named.
    if (fact.kind === 'transmission') this.#transmission(fact, place);
    else if (fact.kind === 'message_decrypted') this.#decryption(fact, place);
    else this.#fields(fact, place);
  }

  /** Lower-case hex. Ends the fold. */
  result(): string {
    this.#records.flush();
    return this.#hash.digestHex();
  }

  #transmission({ from, to, thing, fate, arrives }: FactOf<'transmission'>, place: number): void {
    const records = this.#records;
    records.add(from, place);
    records.add(to, place + 1);
    records.add(thing, place + 2);
    records.add(fate, place + 3);
    records.add(arrives === undefined ? undefined : arrives - this.#lastAt);
  }

  #decryption({ message, event, state, late }: FactOf<'message_decrypted'>, place: number): void {
    const records = this.#records;
    records.add(message, place);
    records.add(event, place + 1);
    records.add(state, place + 2);
    records.add(late);
  }

  #fields(fact: Fact, place: number): void {
    // The keys are those of this kind of fact, so each is there or absent, which is one.
    const values = fact as unknown as Readonly<Record<string, unknown>>;
    let at = place;
    for (const field of FACT_FIELDS.get(fact.kind) ?? []) this.#records.add(values[field], at++);
  }
}
