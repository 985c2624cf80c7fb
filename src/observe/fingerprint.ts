/**
 * A run's fingerprint: SHA-256 over a record of every fact. Two runs have the same one exactly where the same things happened
 * at the same times in the same order.
 */
import type { Fact, Fold, StampedFact } from '../facts/index.js';
import { sha256Stream } from '../room/crypto.js';
import { FACT_FIELDS } from './fact-fields.js';
import { RecordBytes } from './record-bytes.js';

/** Hashing many short records one by one costs more than the hashing. */
const CHUNK_BYTES = 1 << 16;

export class Fingerprint implements Fold<string> {
  readonly #hash = sha256Stream();
  readonly #bytes = new RecordBytes();

  fact({ at, node, local, fact }: StampedFact): void {
    const bytes = this.#bytes;
    bytes.number(at);
    bytes.text(';');
    if (node !== undefined) bytes.text(node);
    bytes.text(';');
    if (local !== undefined) bytes.number(local);
    bytes.text(';');
    bytes.text(fact.kind);
    bytes.text(';');
    writeFields(bytes, fact);
    if (bytes.length >= CHUNK_BYTES) this.#hash.update(bytes.take());
  }

  /** Lower-case hex. Ends the fold. */
  result(): string {
    this.#hash.update(this.#bytes.take());
    return this.#hash.digestHex();
  }
}

/** Each field in the order of `FACT_FIELDS`. */
function writeFields(bytes: RecordBytes, fact: Fact): void {
  switch (fact.kind) {
    // Of these two there are more than of all others together; to look up the fields of each would take as long as to write them.
    case 'transmission':
      writeText(bytes, fact.from);
      writeText(bytes, fact.to);
      writeText(bytes, fact.thing);
      writeText(bytes, fact.fate);
      return write(bytes, fact.arrives);
    case 'message_decrypted':
      writeText(bytes, fact.message);
      writeText(bytes, fact.event);
      writeText(bytes, fact.state);
      return write(bytes, fact.late);
  }
  // The keys are those of this kind of fact, so each is there or absent, which is one.
  const values = fact as unknown as Readonly<Record<string, unknown>>;
  for (const field of FACT_FIELDS.get(fact.kind) ?? []) write(bytes, values[field]);
}

function writeText(bytes: RecordBytes, text: string): void {
  bytes.text('"');
  bytes.number(text.length);
  bytes.text(':');
  bytes.text(text);
}

/** No value's encoding is the beginning of another's: lengths go first, so a record can be read in one way only. */
function write(bytes: RecordBytes, value: unknown): void {
  switch (typeof value) {
    case 'string':
      return writeText(bytes, value);
    case 'number':
      bytes.number(value);
      return bytes.text(';');
    case 'boolean':
      return bytes.text(value ? '+' : '-');
    case 'object':
      if (Array.isArray(value)) return writeList(bytes, value);
      return value === null ? bytes.text('0') : writeRecord(bytes, value as Readonly<Record<string, unknown>>);
    default:
      return bytes.text('_');
  }
}

function writeList(bytes: RecordBytes, values: readonly unknown[]): void {
  bytes.text('[');
  bytes.number(values.length);
  bytes.text(':');
  for (const value of values) write(bytes, value);
}

function writeRecord(bytes: RecordBytes, fields: Readonly<Record<string, unknown>>): void {
  bytes.text('{');
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] === undefined) continue;
    write(bytes, key);
    write(bytes, fields[key]);
  }
  bytes.text('}');
}
