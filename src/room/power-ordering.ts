/**
 * Reverse topological power ordering (Matrix spec, room version 2, "State resolution"): auth events before those that cite
 * them, and of several that could come next the one of the most powerful origin, then the lower `origin_server_ts` (H16),
 * then the lower event id. Power decides who comes first, not who stays: the last one accepted does (H13).
 */
import TinyQueue from 'tinyqueue';
import type { AuthNode } from './auth-graph.js';
import { compareCodePoints } from './code-point-order.js';

export interface PowerOrdering {
  readonly ordered: readonly Ranked[];
  /** Two events that could come next were equal in all but their ids. */
  readonly decidedByEventId: boolean;
}

export interface Ranked {
  readonly node: AuthNode;
  /** Lower is more powerful; may be Infinity. */
  readonly power: number;
}

/** @param powerOf lower is more powerful; may be Infinity */
export function reverseTopologicalPowerOrder(nodes: ReadonlySet<AuthNode>, powerOf: (node: AuthNode) => number): PowerOrdering {
  const waitingFor = new Map<AuthNode, number>();
  const citedBy = new Map<AuthNode, AuthNode[]>();
  // Kahn's algorithm, one event at a time. Taking the whole ready set at once gives another order (matrix-spec issue 553).
  const ready = new TinyQueue<Ranked>([], (a, b) => comparePower(a, b) || compareCodePoints(a.node.event.id, b.node.event.id));
  const enqueue = (node: AuthNode): void => ready.push({ node, power: powerOf(node) });
  for (const node of nodes) {
    const within = node.authEvents.filter((authEvent) => nodes.has(authEvent));
    if (within.length === 0) enqueue(node);
    waitingFor.set(node, within.length);
    for (const authEvent of within) {
      const citing = citedBy.get(authEvent);
      if (citing === undefined) citedBy.set(authEvent, [node]);
      else citing.push(node);
    }
  }

  const ordered: Ranked[] = [];
  let decidedByEventId = false;
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const runnerUp = ready.peek();
    if (runnerUp !== undefined && comparePower(next, runnerUp) === 0) decidedByEventId = true;
    ordered.push(next);
    for (const citing of citedBy.get(next.node) ?? []) {
      const left = (waitingFor.get(citing) ?? 0) - 1;
      waitingFor.set(citing, left);
      if (left === 0) enqueue(citing);
    }
  }
  return { ordered, decidedByEventId };
}

function comparePower(a: Ranked, b: Ranked): number {
  // Not by subtraction: Infinity - Infinity is no number.
  if (a.power !== b.power) return a.power < b.power ? -1 : 1;
  return a.node.event.pdu.origin_server_ts - b.node.event.pdu.origin_server_ts;
}
