import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SmallMap } from '../../src/kernel/small-map.js';

const key = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ what: fc.constant('set' as const), key, value: fc.nat(9) }),
  fc.record({ what: fc.constant('delete' as const), key }),
  fc.record({ what: fc.constant('clear' as const) }),
);

describe('SmallMap', () => {
  it('should hold what a Map would, in the same order', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const map = new Map<string, number>();
        const small = new SmallMap<string, number>();
        for (const each of steps) {
          if (each.what === 'delete') expect(small.delete(each.key)).toBe(map.delete(each.key));
          else for (const one of [map, small]) each.what === 'clear' ? one.clear() : one.set(each.key, each.value);
          expect(small.entries()).toStrictEqual([...map]);
          for (const name of ['a', 'b', 'c', 'd', 'e']) expect(small.get(name)).toBe(map.get(name));
        }
      }),
    );
  });
});
