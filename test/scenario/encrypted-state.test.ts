import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEncryptedState } from '../../src/mls/encrypted-state.js';
import { encryptedState } from '../../src/scenario/document/encrypted-state.js';

const text = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\ud800', '\udc00', '\n', '\u007f', '\u009f', '\u00a0'), maxLength: 3 });
const name = fc.oneof(
  fc.constantFrom('m.x', ''),
  text,
  fc.tuple(fc.constantFrom('a', 'é', '€'), fc.constantFrom(85, 86, 127, 128, 255, 256)).map(([unit, times]) => unit.repeat(times)),
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(2 ** 53 - 1, 2 ** 53, -(2 ** 53)));
const value = fc.anything({ key: text, values: [text, number, fc.boolean(), fc.constant(null)], maxDepth: 2, maxKeys: 2 });
const states = fc.dictionary(name, fc.dictionary(name, fc.dictionary(text, value, { maxKeys: 1 }), { maxKeys: 1 }), { maxKeys: 1 });

const isEncoded = (state: Parameters<typeof encodeEncryptedState>[0]) => {
  try {
    encodeEncryptedState(state);
    return true;
  } catch {
    return false;
  }
};

describe('encryptedState', () => {
  it('should allow what the MLS engines encode, and nothing else', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(encryptedState.safeParse(state).success).toBe(isEncoded(state));
      }),
      { numRuns: 2000 },
    );
  });
});
