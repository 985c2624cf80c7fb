/** Byte strings. All are plain `Uint8Array`s: a `Buffer`'s `slice` is a view, where ts-mls expects a copy. */

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export const bytesEqual = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Big-endian. */
export const uint16 = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 0xff);
