/**
 * Mainline ordering (Matrix spec, room version 2, "State resolution"), by commits in place of power levels (MSC4256, "State
 * resolution": "events can be ordered by the commit events they reference"). The algorithm orders with it the conflicted events
 * that are no power events. An MSC4256 room has none as long as commits are taken for power events, which is how
 * `state-resolution.ts` reads the MSC (H11), so nothing here is used by it.
 */
import type { EventId } from '../names.js';
import { compareCodePoints } from './code-point-order.js';
import type { RoomEvent } from './event.js';

/**
 * The events in mainline order. The mainline is the chain of commits from the resolved one back through those that commits
 * cite; an event stands where the first mainline commit stands that is reached from its own auth events. What stands at an
 * older commit comes first, before all else what reaches none; then the lower `origin_server_ts`, then the lower event id.
 *
 * As in the spec the search begins with what an event cites (j ≥ 1): a mainline commit that is itself to be ordered stands at
 * its parent. Synapse begins with the event, so that such a commit stands at itself.
 *
 * @param resolved undefined where the commit is what the sets disagree about, so that there is no mainline: time alone decides
 * @param citedCommit the commit among an event's auth events, if there is one
 */
export function mainlineOrder(
  events: readonly RoomEvent[],
  resolved: RoomEvent | undefined,
  citedCommit: (event: RoomEvent) => RoomEvent | undefined,
): readonly RoomEvent[] {
  /** Where the first mainline commit stands that is reached from a commit, itself included; 0 is the resolved one. */
  const places = new Map<EventId, number>();
  for (let commit = resolved; commit !== undefined; commit = citedCommit(commit)) places.set(commit.id, places.size);

  const placeOf = (event: RoomEvent): number => {
    const passed: EventId[] = [];
    let commit = citedCommit(event);
    while (commit !== undefined && !places.has(commit.id)) {
      passed.push(commit.id);
      commit = citedCommit(commit);
    }
    const place = (commit && places.get(commit.id)) ?? Number.POSITIVE_INFINITY;
    for (const id of passed) places.set(id, place);
    return place;
  };
  return events
    .map((event) => ({ event, place: placeOf(event) }))
    .sort((a, b) => comparePlaces(a.place, b.place) || compareTimes(a.event, b.event))
    .map(({ event }) => event);
}

/** Not by subtraction: Infinity - Infinity is no number. */
const comparePlaces = (a: number, b: number): number => (a === b ? 0 : a > b ? -1 : 1);

const compareTimes = (a: RoomEvent, b: RoomEvent): number =>
  a.pdu.origin_server_ts - b.pdu.origin_server_ts || compareCodePoints(a.id, b.id);
