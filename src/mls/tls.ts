/**
 * Variable-size vectors of the TLS presentation language as MLS uses it: a length of 1, 2 or 4 bytes, its size in the two top
 * bits, always the shortest that fits (RFC 9420 §2.1.2).
 */

/** `opaque value<V>`. Throws a RangeError for 2³⁰ bytes or more, which the format cannot hold. */
export function encodeOpaque(value: Uint8Array): Uint8Array {
  const header = lengthHeader(value.length);
  const encoded = new Uint8Array(header.length + value.length);
  encoded.set(header);
  encoded.set(value, header.length);
  return encoded;
}

/** Reads consecutive `opaque<V>` fields until the bytes end; undefined if they do not end with a field, or a length is not the shortest. */
export function decodeOpaques(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const values: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const field = decodeOpaqueAt(bytes, offset);
    if (field === undefined) return undefined;
    values.push(field.value);
    offset = field.end;
  }
  return values;
}

/** Reads the `opaque<V>` field that begins there; undefined if it goes beyond the bytes, or its length is not the shortest. */
export function decodeOpaqueAt(bytes: Uint8Array, offset: number): { readonly value: Uint8Array; readonly end: number } | undefined {
  const first = bytes[offset];
  const size = (first ?? 0) >> 6;
  if (first === undefined || size === 3) return undefined;
  const headerLength = 1 << size;
  let length = first & 0x3f;
  for (let i = 1; i < headerLength; i++) length = length * 256 + (bytes[offset + i] ?? 0);
  const end = offset + headerLength + length;
  if (end > bytes.length || lengthHeader(length).length !== headerLength) return undefined;
  return { value: bytes.subarray(offset + headerLength, end), end };
}

function lengthHeader(length: number): readonly number[] {
  if (length < 2 ** 6) return [length];
  if (length < 2 ** 14) return [0x40 | (length >> 8), length & 0xff];
  if (length < 2 ** 30) return [0x80 | (length >>> 24), (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
  throw new RangeError(`${length} bytes do not fit an MLS vector`);
}
