import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainBetween } from '../../src/homeserver/commit-chain.js';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import { RoomGraph } from '../../src/room/room-graph.js';
import { RoomDag } from '../room/room-dag.js';

describe('the commits between two', () => {
  it('should begin with the last that both have behind them, or with the first of all, and end with the second', () => {
    const length = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(length, length, length, (before, ours, theirs) => {
        const version = roomVersion(BASELINE);
        const dag = new RoomDag(version, { powers: ['a', 'b'], servers: ['a', 'b'] });
        const graph = new RoomGraph(version);
        dag.create('cr');
        const grow = (branch: string, from: string, after: number, count: number): string[] => {
          const made = [from];
          for (let at = 1; at <= count; at++) {
            const id = `${branch}${after + at}`;
            const parent = made.at(-1) ?? from;
            const auth = parent === 'cr' ? ['cr'] : ['cr', parent];
            dag.commit(id, after + at, { origin: 'a', prev: [parent], auth });
            made.push(id);
          }
          return made;
        };
        const trunk = grow('t', 'cr', -1, before + 1).slice(1);
        const fork = trunk.at(-1) ?? '';
        const [left, right] = [grow('l', fork, before, ours), grow('r', fork, before, theirs)];
        for (const event of dag.events.values()) graph.insert(event, graph.judge(event, { own: true }));
        const between = (from: string | undefined, to: string) =>
          chainBetween(graph, from === undefined ? undefined : dag.get(from), dag.get(to)).map(({ label }) => label);
        expect(between(left.at(-1), right.at(-1) ?? '')).toStrictEqual(right);
        expect(between(undefined, right.at(-1) ?? '')).toStrictEqual([...trunk.slice(0, -1), ...right]);
        // Back to a commit that lies behind the first.
        expect(between(left.at(-1), fork)).toStrictEqual([fork]);
      }),
      { numRuns: 60 },
    );
  });
});
