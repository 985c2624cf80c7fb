import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Base64Alphabet, decodeBase64, encodeBase64 } from '../../src/room/base64.js';

const alphabet = fc.constantFrom<Base64Alphabet>('standard', 'url-safe');

describe('base64', () => {
  it('should agree with Node’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(encodeBase64(bytes, 'standard')).toBe(Buffer.from(bytes).toString('base64').replace(/=+$/, ''));
        expect(encodeBase64(bytes, 'url-safe')).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    );
  });

  it('should decode what it encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), alphabet, (bytes, which) => {
        expect(decodeBase64(encodeBase64(bytes, which), which)).toStrictEqual(bytes);
      }),
    );
  });

  it('should decode no text but the one that it would write (H10)', () => {
    const characters = 'ABCXYZabcxyz0189+/-_= \n日';
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 }), alphabet, (text, which) => {
        const bytes = decodeBase64(text, which);
        if (bytes !== undefined) expect(encodeBase64(bytes, which)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['padding', 'Zg==', 'standard'],
    ['bits that belong to no byte', 'Zh', 'standard'],
    ['bits that belong to no byte, after two', 'Zm9', 'standard'],
    ['an impossible length', 'Zm9vA', 'standard'],
    ['the other alphabet', '-_-_', 'standard'],
    ['the other alphabet, url-safe', '+/+/', 'url-safe'],
    ['white space', 'Zm 9', 'standard'],
    ['characters beyond ASCII', 'Zm9é', 'standard'],
  ] as const)('should refuse %s', (_name, text, which) => {
    expect(decodeBase64(text, which)).toBeUndefined();
  });

  // Matrix spec appendices, "Unpadded Base64".
  it.each(
    ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text, at) => [
      text,
      ['', 'Zg', 'Zm8', 'Zm9v', 'Zm9vYg', 'Zm9vYmE', 'Zm9vYmFy'][at],
    ]),
  )('should write "%s" as the spec does', (text, encoded) => {
    expect(encodeBase64(new TextEncoder().encode(text), 'standard')).toBe(encoded);
  });
});
