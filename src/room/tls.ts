/**
 * The TLS presentation language as MLS uses it (RFC 9420 §2.1): integers with the highest byte first, and variable-size vectors, whose
 * length comes first in 1, 2 or 4 bytes, its size in the two top bits, always the shortest that fits (§2.1.2).
 */

/** How many bytes `opaque value<V>` takes. Throws a RangeError for a value of 2³⁰ bytes or more, which the format cannot hold. */
export function opaqueLength(value: Uint8Array): number {
  return prefixLength(value.length) + value.length;
}

/** `opaque value<V>`. Throws as `opaqueLength`. */
export function encodeOpaque(value: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(opaqueLength(value));
  writeOpaque(encoded, 0, value);
  return encoded;
}

/** Writes `opaque value<V>` there, and says where it ends. Throws as `opaqueLength`. */
export function writeOpaque(target: Uint8Array, at: number, value: Uint8Array): number {
  const { length } = value;
  const prefix = prefixLength(length);
  writeUint(target, at, length, prefix);
  // 0, 1 or 2 in the two top bits.
  target[at] = (target[at] ?? 0) | ((prefix >> 1) << 6);
  target.set(value, at + prefix);
  return at + prefix + length;
}

/** An unsigned integer of up to 2⁵³ in so many bytes; says where it ends. */
export function writeUint(target: Uint8Array, at: number, value: number, length: number): number {
  let rest = value;
  for (let byte = at + length - 1; byte >= at; byte--) {
    target[byte] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return at + length;
}

function prefixLength(length: number): 1 | 2 | 4 {
  if (length < 2 ** 6) return 1;
  if (length < 2 ** 14) return 2;
  if (length < 2 ** 30) return 4;
  throw new RangeError(`${length} bytes do not fit an MLS vector`);
}

/** What could not be read, as the end of a sentence. */
export class TlsError extends Error {}

/** Reads one thing after another. Every method throws a TlsError if it is not there, or not in its one form. */
export class TlsReader {
  private at: number;

  constructor(
    private readonly bytes: Uint8Array,
    from = 0,
  ) {
    this.at = from;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** An unsigned integer; beyond 2⁵³ it is rounded. */
  uint(length: number): number {
    const end = this.after(length);
    let value = 0;
    for (; this.at < end; this.at++) value = value * 256 + (this.bytes[this.at] ?? 0);
    return value;
  }

  /** `opaque value<V>`: a view of the bytes. */
  opaque(): Uint8Array {
    const first = this.uint(1);
    const size = first >> 6;
    if (size === 3) throw new TlsError('an MLS vector has an invalid length');
    const prefix = 1 << size;
    const length = (first & 0x3f) * 256 ** (prefix - 1) + this.uint(prefix - 1);
    if (prefixLength(length) !== prefix) throw new TlsError('an MLS vector does not write its length in the shortest way');
    const start = this.at;
    this.at = this.after(length);
    return this.bytes.subarray(start, this.at);
  }

  end(): void {
    if (!this.isAtEnd) throw new TlsError(`${this.bytes.length - this.at} bytes follow the MLS message`);
  }

  private after(length: number): number {
    const end = this.at + length;
    if (end > this.bytes.length) throw new TlsError('the MLS message ends too early');
    return end;
  }
}

/** Reads consecutive `opaque<V>` fields from there until the bytes end; undefined if they do not end with a field, or a length is not the shortest. */
export function decodeOpaques(bytes: Uint8Array, from = 0): readonly Uint8Array[] | undefined {
  const reader = new TlsReader(bytes, from);
  const values: Uint8Array[] = [];
  try {
    while (!reader.isAtEnd) values.push(reader.opaque());
    return values;
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}
