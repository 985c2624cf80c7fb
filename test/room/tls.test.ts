/** Vectors and integers as MLS writes them (RFC 9420 §2.1). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeOpaques, encodeOpaque, opaqueLength, TlsError, TlsReader, writeUint } from '../../src/room/tls.js';

describe('a TLS vector', () => {
  it('should have the shortest length that fits, and none that does not (RFC 9420 §2.1.2)', () => {
    const lengths = [0, 63, 64, 16_383, 16_384];
    const prefixes = lengths.map((length) => encodeOpaque(new Uint8Array(length)).length - length);
    expect(prefixes).toEqual([1, 1, 2, 2, 4]);
    expect(lengths.map((length) => decodeOpaques(encodeOpaque(new Uint8Array(length)))?.[0]?.length)).toEqual(lengths);
    const ofLength = (length: number) => opaqueLength({ length } as Uint8Array);
    expect(ofLength(2 ** 30 - 1)).toBe(2 ** 30 + 3);
    expect(() => ofLength(2 ** 30)).toThrow(RangeError);
  });

  it('should be written as the examples of the RFC are (RFC 9000, appendix A.1)', () => {
    expect([...encodeOpaque(new Uint8Array(37)).subarray(0, 1)]).toEqual([0x25]);
    expect([...encodeOpaque(new Uint8Array(15_293)).subarray(0, 2)]).toEqual([0x7b, 0xbd]);
    const read = (bytes: readonly number[]) => new TlsReader(Uint8Array.from(bytes)).opaque();
    expect(read([0x40, 0x40, ...Array(64).fill(7)])).toHaveLength(64);
    expect(() => read([0x40, 0x25, ...Array(37).fill(7)])).toThrow(TlsError);
    expect(() => read([0x80, 0, 0x25, 0])).toThrow(TlsError);
    expect(() => read([0xc0, 0, 0, 0, 0, 0, 0, 0])).toThrow('invalid length');
  });
});

describe('an integer', () => {
  it('should be read as it was written, in its place', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(9), (value, at) => {
        const bytes = new Uint8Array(at + 8).fill(9);
        expect(writeUint(bytes, at, value, 8)).toBe(at + 8);
        expect(bytes.subarray(0, at)).toEqual(new Uint8Array(at).fill(9));
        expect(new DataView(bytes.buffer).getBigUint64(at)).toBe(BigInt(value));
        expect(new TlsReader(bytes, at).uint(8)).toBe(value);
      }),
    );
  });
});
