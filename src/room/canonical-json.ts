/**
 * Canonical JSON (Matrix spec appendices, "Canonical JSON"): the one spelling of a value that is hashed and signed. Keys are
 * sorted by code point, there is no white space, numbers are integers, and a character is escaped only where JSON demands it.
 */
import { compareCodePoints } from './code-point-order.js';

/** A value has no canonical JSON. The fault is with whoever made the value. */
export class NotCanonicalJsonError extends TypeError {
  override readonly name = 'NotCanonicalJsonError';
}

const encoder = new TextEncoder();
/** Nothing in it has to be escaped or looked at: most names and all base64. */
const PLAIN = /^[ !#-[\]-~]*$/;
const ASCII = /^[\0-\x7f]*$/;
/** Half of a surrogate pair: under the `u` flag a whole pair is one code point and does not match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The canonical JSON of a value made of null, booleans, strings, integers within ±(2^53 - 1), arrays and plain objects.
 * @throws {NotCanonicalJsonError} for anything else: `undefined`, fractions, lone surrogates, class instances …
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      return canonicalInteger(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new NotCanonicalJsonError(`a value of type ${typeof value} has no canonical JSON`);
  }
}

/** The UTF-8 bytes of a text. */
export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

/** How many bytes the UTF-8 of a text takes. */
export const utf8Length = (text: string): number => (ASCII.test(text) ? text.length : encoder.encode(text).length);

function canonicalString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  // The only escapes that JSON.stringify adds to JSON's own are those of lone surrogates, which UTF-8 cannot hold.
  if (LONE_SURROGATE.test(text)) throw new NotCanonicalJsonError(`${JSON.stringify(text)} holds half of a surrogate pair`);
  return JSON.stringify(text);
}

function canonicalInteger(number: number): string {
  if (!Number.isSafeInteger(number)) throw new NotCanonicalJsonError(`${number} is not an integer within ±(2^53 - 1)`);
  return JSON.stringify(number);
}

function canonicalArray(items: readonly unknown[]): string {
  let text = '[';
  for (let at = 0; at < items.length; at++) text += (at === 0 ? '' : ',') + canonicalJson(items[at]);
  return `${text}]`;
}

/** Events are made with their keys in order. */
function inCodePointOrder(keys: string[]): readonly string[] {
  for (let at = 1; at < keys.length; at++) {
    // Both are places of the list.
    if (compareCodePoints(keys[at - 1] as string, keys[at] as string) > 0) return keys.sort(compareCodePoints);
  }
  return keys;
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonicalJsonError(`an instance of ${value.constructor.name} has no canonical JSON`);
  }
  // Any plain object can be read as a record of unknown values.
  const members = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of inCodePointOrder(Object.keys(members))) {
    text += `${text.length === 1 ? '' : ','}${canonicalString(key)}:${canonicalJson(members[key])}`;
  }
  return `${text}}`;
}
