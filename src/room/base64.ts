/**
 * Base64 without padding (Matrix spec appendices, "Unpadded Base64"; RFC 4648 §4 and §5), decoded strictly: one text for
 * every sequence of bytes, so that two servers cannot read one event differently (H10).
 */

/** The alphabets of RFC 4648: `+/` of §4, which Matrix uses for hashes and signatures, and `-_` of §5 for event ids and commits. */
export type Base64Alphabet = 'standard' | 'url-safe';

const SHARED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const INVALID = 0xff;

interface Table {
  /** Character code by value. */
  readonly encode: Uint8Array;
  /** Value by character code below 128, or INVALID. */
  readonly decode: Uint8Array;
}

function table(alphabet: string): Table {
  const encode = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
  const decode = new Uint8Array(128).fill(INVALID);
  encode.forEach((code, value) => {
    decode[code] = value;
  });
  return { encode, decode };
}

const TABLES: Readonly<Record<Base64Alphabet, Table>> = {
  standard: table(`${SHARED}+/`),
  'url-safe': table(`${SHARED}-_`),
};

const asciiDecoder = new TextDecoder();

export function encodeBase64(bytes: Uint8Array, alphabet: Base64Alphabet): string {
  const { encode } = TABLES[alphabet];
  const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let written = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    // Bytes past the end read as 0, and characters past the end of a typed array are not written.
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text[written++] = encode[group >> 18] ?? 0;
    text[written++] = encode[(group >> 12) & 63] ?? 0;
    text[written++] = encode[(group >> 6) & 63] ?? 0;
    text[written++] = encode[group & 63] ?? 0;
  }
  return asciiDecoder.decode(text);
}

/**
 * The bytes of a text, or undefined if it is not exactly what `encodeBase64` makes of some bytes: it is padded, holds another
 * character, has an impossible length, or bits are set that belong to no byte.
 */
export function decodeBase64(text: string, alphabet: Base64Alphabet): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const { decode } = TABLES[alphabet];
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let written = 0;
  let buffer = 0;
  let bits = 0;
  for (let at = 0; at < text.length; at++) {
    const value = decode[text.charCodeAt(at)] ?? INVALID;
    if (value === INVALID) return undefined;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[written++] = buffer >> bits;
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}
