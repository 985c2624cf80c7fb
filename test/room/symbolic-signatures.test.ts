import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverName } from '../../src/names.js';
import { signingKey } from '../../src/room/crypto.js';
import { symbolicSigningKey } from '../../src/room/symbolic-signatures.js';

const server = serverName('a.example');
const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('a symbolic signature', () => {
  it('should be as long as a real one, the same again, and verify for its key and content alone', () => {
    fc.assert(
      fc.property(seed, seed, fc.uint8Array(), fc.uint8Array(), (own, other, content, more) => {
        const key = symbolicSigningKey(server, 'ed25519:1', own);
        const signature = key.sign(content);
        expect(signature.length).toBe(signingKey(server, 'ed25519:1', own).sign(content).length);
        expect(symbolicSigningKey(server, 'ed25519:1', own).sign(content)).toEqual(signature);
        expect(key.verifyKey.verify(content, signature)).toBe(true);
        const isSame = (a: Uint8Array, b: Uint8Array): boolean => String(a) === String(b);
        expect(symbolicSigningKey(server, 'ed25519:1', other).verifyKey.verify(content, signature)).toBe(isSame(own, other));
        expect(key.verifyKey.verify(more, signature)).toBe(isSame(content, more));
        expect(key.verifyKey.verify(content, signature.slice(1))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('should refuse a seed of another length', () => {
    expect(() => symbolicSigningKey(server, 'ed25519:1', new Uint8Array(31))).toThrow(RangeError);
  });
});
