/**
 * The commits behind a commit: each one cites the one before it as auth event. What sync hands to clients when the current
 * commit changes (H45).
 */
import type { RoomEvent } from '../room/event.js';
import { isCommitType } from '../room/msc4256/names.js';
import type { RoomGraph } from '../room/room-graph.js';

/** The commit that a commit cites, if it cites one. */
export function citedCommit(graph: RoomGraph, event: RoomEvent): RoomEvent | undefined {
  for (const id of event.pdu.auth_events) {
    const cited = graph.get(id)?.event;
    if (cited !== undefined && isCommitType(cited.pdu.type)) return cited;
  }
  return undefined;
}

/**
 * From the last commit that `from` and `to` have in common, which is included, to `to`, in order. Without `from`, or where
 * they have nothing in common, from the first commit on.
 */
export function chainBetween(graph: RoomGraph, from: RoomEvent | undefined, to: RoomEvent): readonly RoomEvent[] {
  // Walks both chains downwards at once, so that the work depends on the length of the fork and not on the room's age.
  const onFrom = new Set<RoomEvent>();
  const chain: RoomEvent[] = [];
  const positions = new Map<RoomEvent, number>();
  let below = from;
  let above: RoomEvent | undefined = to;
  while (above !== undefined || below !== undefined) {
    if (above !== undefined) {
      positions.set(above, chain.length);
      chain.push(above);
      if (onFrom.has(above)) return chain.reverse();
      above = citedCommit(graph, above);
    }
    if (below !== undefined) {
      onFrom.add(below);
      const met = positions.get(below);
      if (met !== undefined) return chain.slice(0, met + 1).reverse();
      below = citedCommit(graph, below);
    }
  }
  return chain.reverse();
}
