import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersistentArray } from '../../../src/mls/symbolic/persistent-array.js';

describe('a persistent array', () => {
  it('should keep every version what it was, whichever was changed or asked last', () => {
    const change = fc.record({ of: fc.nat(), place: fc.nat(6), item: fc.nat() });
    const question = fc.record({ of: fc.nat(), place: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(fc.oneof(change, question), { maxLength: 60 }), (steps) => {
        const versions = [{ array: PersistentArray.empty<number>(), copy: [] as (number | undefined)[] }];
        for (const taken of steps) {
          const version = versions[taken.of % versions.length];
          if (version === undefined) expect.fail('no version');
          expect(version.array.get(taken.place)).toBe(version.copy[taken.place]);
          if (!('item' in taken)) continue;
          const copy = version.copy.slice();
          copy[taken.place] = taken.item;
          versions.push({ array: version.array.with(taken.place, taken.item), copy });
        }
        for (const { array, copy } of versions) {
          expect(Array.from({ length: 7 }, (_, place) => array.get(place))).toEqual(Array.from({ length: 7 }, (_, place) => copy[place]));
        }
      }),
      { seed: 1 },
    );
  });
});
