import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyHash, partHash } from '../../src/kernel/key-hash.js';

const part = fc.oneof(fc.string({ unit: 'binary' }), fc.nat());
const hashed = (parts: readonly (string | number)[]): string => {
  const { high, low } = parts.reduce<KeyHash>((sum, each) => sum.with(partHash(each)), KeyHash.empty).bits;
  return `${high} ${low}`;
};

describe('the hash', () => {
  it('should tell keys apart', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.array(part), { selector: (key) => JSON.stringify(key) }), (keys) => {
        expect(new Set(keys.map(hashed)).size).toBe(keys.length);
      }),
    );
  });

  it.each([
    ['a part', partHash],
    ['a key', (last: string) => KeyHash.empty.with(partHash('latency')).with(partHash(last)).with(partHash(1)).bits],
  ])('of %s should change about half of its bits when one bit of it changes, whichever it is', (_, hash) => {
    const bits = (key: string): readonly number[] => {
      const { high, low } = hash(key);
      return Array.from({ length: 64 }, (_, bit) => ((bit < 32 ? high : low) >>> (bit & 31)) & 1);
    };
    const keys = Array.from({ length: 2_000 }, (_, i) => `message ${i} for b.example`);
    for (const [at, bit] of [
      [0, 1],
      [9, 1],
      [20, 16],
      [21, 64],
    ] as const) {
      const changes = new Array<number>(64).fill(0);
      for (const key of keys) {
        const other = key.slice(0, at) + String.fromCharCode(key.charCodeAt(at) ^ bit) + key.slice(at + 1);
        const [before, after] = [bits(key), bits(other)];
        for (let i = 0; i < 64; i++) if (before[i] !== after[i]) changes[i] = (changes[i] ?? 0) + 1;
      }
      // Four and a half standard deviations: keys and bits are fixed, so this cannot fail by chance.
      for (const count of changes) expect(Math.abs(count - 1_000) / Math.sqrt(500)).toBeLessThan(4.5);
    }
  });
});
