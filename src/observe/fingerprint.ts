/**
 * A run's fingerprint: SHA-256 over a record of every fact. Two runs have the same one exactly where the same things happened
 * at the same times in the same order.
 */
import type { Fact, Fold, StampedFact } from '../facts/index.js';
import { sha256Stream } from '../room/crypto.js';
import { CompactRecords } from './compact-records.js';
import { FACT_FIELDS } from './fact-fields.js';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;
export type Transmission = FactOf<'transmission'>;

/** Where a text of a record is remembered; the fields of a kind follow upon one another. */
const PLACE = { node: 1, kind: 2, first: 3 } as const;
const PLACES_OF_A_KIND = 16;

const PLACES = PLACE.first + FACT_FIELDS.size * PLACES_OF_A_KIND;
const FIRST_PLACES: ReadonlyMap<string, number> = new Map(
  [...FACT_FIELDS.keys()].map((kind, number) => [kind, PLACE.first + number * PLACES_OF_A_KIND]),
);

const firstPlace = (kind: Fact['kind']): number => FIRST_PLACES.get(kind) ?? 0;

const NO_FIELDS: readonly string[] = [];
const TRANSMISSION = firstPlace('transmission');
const DECRYPTION = firstPlace('message_decrypted');

export class Fingerprint implements Fold<string> {
  readonly #hash = sha256Stream();
  readonly #records = new CompactRecords((bytes) => this.#hash.update(bytes), PLACES);
  #lastAt = 0;

  fact({ at, node, local, room, fact }: StampedFact): void {
    if (fact.kind === 'transmission' && node === undefined && local === undefined && room === undefined) return this.transmission(at, fact);
    const records = this.#records;
    // No kind of fact is called so.
    if (room !== undefined) records.add(`in ${room}`);
    this.#begin(at, fact);
    if (node === undefined) records.add(node);
    else records.name(node, PLACE.node);
    records.add(local === undefined ? undefined : local - at);
    // Of this kind and of transmissions there are more than of all others together, so their fields are named.
    if (fact.kind === 'message_decrypted') this.#decryption(fact);
    else this.#fields(fact);
  }

  /** Happens in no room, and nobody states it. */
  transmission(at: StampedFact['at'], fact: Transmission): void {
    const records = this.#records;
    this.#begin(at, fact);
    records.text(fact.from, TRANSMISSION);
    records.name(fact.to, TRANSMISSION + 1);
    records.text(fact.thing, TRANSMISSION + 2);
    records.text(fact.fate, TRANSMISSION + 3);
    records.add(fact.arrives === undefined ? undefined : fact.arrives - at);
  }

  /** Lower-case hex. Ends the fold. */
  result(): string {
    this.#records.flush();
    return this.#hash.digestHex();
  }

  #begin(at: number, { kind }: Fact): void {
    this.#records.text(kind, PLACE.kind);
    this.#records.number(at - this.#lastAt);
    this.#lastAt = at;
  }

  #decryption({ message, event, state, late }: FactOf<'message_decrypted'>): void {
    const records = this.#records;
    records.text(message, DECRYPTION);
    records.text(event, DECRYPTION + 1);
    records.text(state, DECRYPTION + 2);
    records.add(late);
  }

  #fields(fact: Fact): void {
    // The keys are those of this kind of fact, so each is there or absent, which is one.
    const values = fact as unknown as Readonly<Record<string, unknown>>;
    let place = firstPlace(fact.kind);
    for (const field of FACT_FIELDS.get(fact.kind) ?? NO_FIELDS) this.#records.add(values[field], place++);
  }
}
