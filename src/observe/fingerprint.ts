/**
 * A run's fingerprint: SHA-256 over a record of every fact. Two runs have the same one exactly where the same things happened
 * at the same times in the same order.
 */
import type { Fold, StampedFact } from '../facts/index.js';
import { sha256Stream } from '../room/crypto.js';
import { FACT_FIELDS } from './fact-fields.js';

/** Hashing many short strings one by one costs more than the hashing. */
const CHUNK_CHARACTERS = 1 << 16;

export class Fingerprint implements Fold<string> {
  readonly #hash = sha256Stream();
  #chunk = '';

  fact({ at, node, local, fact }: StampedFact): void {
    let record = `${this.#chunk}${at};${node ?? ''};${local ?? ''};${fact.kind};`;
    // The keys are those of this kind of fact, so each is there or absent, which is one.
    const values = fact as unknown as Readonly<Record<string, unknown>>;
    for (const field of FACT_FIELDS.get(fact.kind) ?? []) record += encoded(values[field]);
    this.#chunk = record;
    if (record.length >= CHUNK_CHARACTERS) this.#flush();
  }

  /** Lower-case hex. Ends the fold. */
  result(): string {
    this.#flush();
    return this.#hash.digestHex();
  }

  #flush(): void {
    this.#hash.update(this.#chunk);
    this.#chunk = '';
  }
}

/** No value's encoding is the beginning of another's: lengths go first, so a record can be read in one way only. */
function encoded(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${value.length}:${value}`;
    case 'number':
      return `${value};`;
    case 'boolean':
      return value ? '+' : '-';
    case 'object':
      return Array.isArray(value) ? list(value) : value === null ? '0' : record(value as Readonly<Record<string, unknown>>);
    default:
      return '_';
  }
}

function list(values: readonly unknown[]): string {
  let text = `[${values.length}:`;
  for (const value of values) text += encoded(value);
  return text;
}

function record(fields: Readonly<Record<string, unknown>>): string {
  let text = '{';
  for (const key of Object.keys(fields).sort()) if (fields[key] !== undefined) text += encoded(key) + encoded(fields[key]);
  return `${text}}`;
}
