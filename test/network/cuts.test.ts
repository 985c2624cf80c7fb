import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/kernel/invariant-error.js';
import { deviceId, type NodeName, type ServerName, serverName } from '../../src/names.js';
import { Cuts } from '../../src/network/cuts.js';

const [a, b, c, d] = ['a.example', 'b.example', 'c.example', 'd.example'].map(serverName) as [
  ServerName,
  ServerName,
  ServerName,
  ServerName,
];
const alice = deviceId('@alice:a.example/1');
const servers = [a, b, c, d];
const links = [
  ...servers.flatMap((from) => servers.filter((to) => to !== from).map((to) => [from, to] as const)),
  [alice, a],
  [a, alice],
] as const;

type Fault = { readonly groups: readonly (readonly ServerName[])[] } | { readonly down: NodeName };

/** Each server on a side of its own choice, or on none. */
const partition: fc.Arbitrary<Fault> = fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }).map((sides) => ({
  groups: [0, 1, 2].map((side) => servers.filter((_, i) => sides[i] === side)),
}));
const down: fc.Arbitrary<Fault> = fc.constantFrom<NodeName>(a, b, alice).map((node) => ({ down: node }));

const cutsLink = (fault: Fault, from: NodeName, to: NodeName): boolean => {
  if ('down' in fault) return fault.down === from || fault.down === to;
  const sideOf = (node: NodeName): number => fault.groups.findIndex((group) => group.some((server) => server === node));
  // The only device here is with its server.
  if (from === alice || to === alice) return false;
  return sideOf(from) !== -1 && sideOf(to) !== -1 && sideOf(from) !== sideOf(to);
};

describe('cuts', () => {
  it('should cut a link while any fault does, in whatever order faults begin and end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(partition, down), { maxLength: 5 }),
        fc.array(fc.nat({ max: 4 }), { maxLength: 12 }),
        (faults, toggles) => {
          const cuts = new Cuts();
          const active = new Set<number>();
          for (const which of toggles) {
            const fault = faults[which];
            if (fault === undefined) continue;
            const begins = !active.delete(which);
            if (begins) active.add(which);
            const name = `fault ${which}`;
            if ('down' in fault) begins ? cuts.setDown(fault.down, name) : cuts.setUp(fault.down, name);
            else begins ? cuts.partition(name, fault.groups) : cuts.heal(name);

            for (const [from, to] of links) {
              const by = [...active].filter((each) => cutsLink(faults[each] as Fault, from, to)).map((each) => `fault ${each}`);
              expect([...cuts.cutBy(from, to)].sort()).toEqual(by.sort());
              expect(cuts.isCut(from, to)).toBe(by.length > 0);
            }
            for (const node of [a, b, alice]) {
              expect(cuts.isDown(node)).toBe(
                [...active].some((each) => 'down' in (faults[each] ?? {}) && cutsLink(faults[each] as Fault, node, node)),
              );
            }
          }
        },
      ),
    );
  });

  it('should let servers that a partition does not name hear both sides', () => {
    const cuts = new Cuts();
    cuts.partition('split', [[a], [b, c]]);
    const cutLinks = [
      [a, b],
      [c, a],
      [b, c],
      [a, d],
      [d, b],
    ].map(([from, to]) => cuts.isCut(from as ServerName, to as ServerName));
    expect(cutLinks).toEqual([true, true, false, false, false]);
  });

  it('should refuse a fault that begins twice, or ends without having begun', () => {
    const cuts = new Cuts();
    cuts.partition('split', [[a], [b]]);
    cuts.setDown(a, 'crash');
    expect(() => cuts.partition('split', [])).toThrow(InvariantError);
    expect(() => cuts.setDown(a, 'crash')).toThrow(InvariantError);
    expect(() => cuts.heal('other')).toThrow(InvariantError);
    expect(() => cuts.setUp(a, 'other')).toThrow(InvariantError);
    expect(() => cuts.setUp(b, 'crash')).toThrow(InvariantError);
  });
});
