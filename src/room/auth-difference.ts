/**
 * The parts of the auth graph that a state resolution looks at (Matrix spec, room version 12, "State resolution"). Both walk
 * down from the state sets, the highest generation first, and stop where the sets have everything in common: what a room's
 * history was before a fork costs nothing.
 */
import TinyQueue from 'tinyqueue';
import type { AuthNode } from './auth-graph.js';

/**
 * The auth difference: all events in the auth chain of some state sets but not of all. The events of a set count as part of
 * its auth chain, as in Synapse; those in conflict are in the full conflicted set anyway.
 */
export function authDifference(stateSets: readonly (readonly AuthNode[])[]): Set<AuthNode> {
  const everySet = (1n << BigInt(stateSets.length)) - 1n;
  const queue = new TinyQueue<AuthNode>([], highestGenerationFirst);
  /** Which sets reach a node, one bit a set. Final once the node leaves the queue: all that reach it left before. */
  const reachedBy = new Map<AuthNode, bigint>();
  let partlyReached = 0;
  const reach = (node: AuthNode, sets: bigint): void => {
    const before = reachedBy.get(node);
    const after = (before ?? 0n) | sets;
    if (before === undefined) queue.push(node);
    if (before !== undefined && before !== everySet) partlyReached -= 1;
    if (after !== everySet) partlyReached += 1;
    reachedBy.set(node, after);
  };

  stateSets.forEach((nodes, index) => {
    for (const node of nodes) reach(node, 1n << BigInt(index));
  });
  const difference = new Set<AuthNode>();
  while (partlyReached > 0) {
    const node = queue.pop();
    if (node === undefined) break;
    const sets = reachedBy.get(node) ?? 0n;
    if (sets !== everySet) {
      difference.add(node);
      partlyReached -= 1;
    }
    for (const authEvent of node.authEvents) reach(authEvent, sets);
  }
  return difference;
}

/**
 * The conflicted state subgraph (room version 12): all events on a path of auth events from one conflicted event to another,
 * both ends included.
 */
export function conflictedSubgraph(conflicted: ReadonlySet<AuthNode>): Set<AuthNode> {
  const lowest = Math.min(...[...conflicted].map((node) => node.generation));
  const queue = new TinyQueue<AuthNode>([...conflicted], highestGenerationFirst);
  const below = new Set<AuthNode>(conflicted);
  const descending: AuthNode[] = [];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    descending.push(node);
    for (const authEvent of node.authEvents) {
      if (authEvent.generation <= lowest || below.has(authEvent)) continue;
      below.add(authEvent);
      queue.push(authEvent);
    }
  }
  // Everything here lies below some conflicted event. From the bottom up: what also lies above one is on a path.
  const subgraph = new Set<AuthNode>();
  for (const node of descending.reverse()) {
    if (conflicted.has(node) || node.authEvents.some((authEvent) => subgraph.has(authEvent))) subgraph.add(node);
  }
  return subgraph;
}

const highestGenerationFirst = (a: AuthNode, b: AuthNode): number => b.generation - a.generation;
