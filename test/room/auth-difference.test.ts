import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authDifference, conflictedSubgraph } from '../../src/room/auth-difference.js';
import type { AuthNode } from '../../src/room/auth-graph.js';
import type { RoomEvent } from '../../src/room/event.js';

/** Neither walk looks at the event itself. */
const noEvent = {} as RoomEvent;

/** Nodes whose edges go to earlier ones, given by how far back. */
function graphOf(backs: readonly (readonly number[])[]): AuthNode[] {
  const nodes: AuthNode[] = [];
  for (const [at, back] of backs.entries()) {
    const targets = new Set(back.map((distance) => at - 1 - distance).filter((target) => target >= 0));
    const authEvents = [...targets].map((target) => nodes[target]).filter((node) => node !== undefined);
    const generation = Math.max(0, ...authEvents.map((node) => node.generation + 1));
    nodes.push({ event: noEvent, authEvents, generation });
  }
  return nodes;
}

const chainOf = (node: AuthNode): Set<AuthNode> => new Set([node, ...node.authEvents.flatMap((authEvent) => [...chainOf(authEvent)])]);
const chainOfAll = (nodes: readonly AuthNode[]): Set<AuthNode> => new Set(nodes.flatMap((node) => [...chainOf(node)]));

const graph = fc.array(fc.array(fc.nat(4), { maxLength: 3 }), { minLength: 1, maxLength: 14 }).map(graphOf);
const sets = graph.chain((nodes) => fc.array(fc.subarray(nodes), { minLength: 2, maxLength: 4 }));

/** Two branches upon a common history, of nodes that count how often they are looked at. */
function forkedHistory(history: number, length: number): { tips: AuthNode[]; looks: () => number } {
  let looks = 0;
  const node = (...authEvents: AuthNode[]): AuthNode => ({
    event: noEvent,
    get authEvents() {
      looks += 1;
      return authEvents;
    },
    generation: Math.max(0, ...authEvents.map(({ generation }) => generation + 1)),
  });
  const create = node();
  const extend = (from: AuthNode, by: number): AuthNode => {
    let tip = from;
    for (let at = 0; at < by; at++) tip = node(create, tip);
    return tip;
  };
  const base = extend(node(create), history);
  return { tips: [extend(base, length), extend(base, length)], looks: () => looks };
}

describe('authDifference', () => {
  it('should be what is in the auth chains of some sets but not of all', () => {
    fc.assert(
      fc.property(sets, (given) => {
        const chains = given.map(chainOfAll);
        const expected = new Set(chains.flatMap((chain) => [...chain]).filter((node) => !chains.every((chain) => chain.has(node))));
        expect(authDifference(given)).toStrictEqual(expected);
      }),
    );
  });

  it('should look at no more than the branches, however long the history before the fork', () => {
    const looks = [10, 10_000].map((history) => {
      const { tips, looks: counted } = forkedHistory(history, 50);
      expect(authDifference(tips.map((tip) => [tip])).size).toBe(100);
      return counted();
    });
    expect(looks[1]).toBe(looks[0]);
    expect(looks[1]).toBeLessThan(110);
  });
});

describe('conflictedSubgraph', () => {
  it('should be what lies on the paths between conflicted events', () => {
    fc.assert(
      fc.property(
        graph.chain((nodes) => fc.tuple(fc.constant(nodes), fc.subarray(nodes, { minLength: 1 }))),
        ([nodes, chosen]) => {
          const below = chainOfAll(chosen);
          const expected = new Set(nodes.filter((node) => below.has(node) && chosen.some((conflicted) => chainOf(node).has(conflicted))));
          expect(conflictedSubgraph(new Set(chosen))).toStrictEqual(expected);
        },
      ),
    );
  });

  it('should look at no more than the branches', () => {
    const looks = [10, 10_000].map((history) => {
      const { tips, looks: counted } = forkedHistory(history, 50);
      expect(conflictedSubgraph(new Set(tips)).size).toBe(2);
      return counted();
    });
    expect(looks[1]).toBe(looks[0]);
  });
});
