/**
 * A run's fingerprint: SHA-256 over a record of every fact. Two runs have the same one exactly where the same things happened
 * at the same times in the same order.
 */
import type { Fold, StampedFact } from '../facts/index.js';
import { sha256Stream } from '../room/crypto.js';
import { CompactRecords } from './compact-records.js';
import { FACT_FIELDS } from './fact-fields.js';

const PLACES_OF_A_KIND = 16;

interface PlacedField {
  readonly name: string;
  /** Of its own among all fields of all kinds. */
  readonly place: number;
}

const PLACED_FIELDS: ReadonlyMap<string, readonly PlacedField[]> = new Map(
  [...FACT_FIELDS].map(([kind, names], first) => [kind, names.map((name, at) => ({ name, place: PLACES_OF_A_KIND * (first + 1) + at }))]),
);

export class Fingerprint implements Fold<string> {
  readonly #hash = sha256Stream();
  readonly #records = new CompactRecords((bytes) => this.#hash.update(bytes));
  #lastAt = 0;

  fact({ at, node, local, fact }: StampedFact): void {
    const records = this.#records;
    records.add(fact.kind, 1);
    records.number(at - this.#lastAt);
    this.#lastAt = at;
    records.add(node);
    records.add(local === undefined ? undefined : local - at);
    // The keys are those of this kind of fact, so each is there or absent, which is one.
    const values = fact as unknown as Readonly<Record<string, unknown>>;
    for (const { name, place } of PLACED_FIELDS.get(fact.kind) ?? []) records.add(values[name], place);
  }

  /** Lower-case hex. Ends the fold. */
  result(): string {
    this.#records.flush();
    return this.#hash.digestHex();
  }
}
