/**
 * The graph that auth events make (Matrix spec, room version 12, "State resolution": "auth chain"). One for all servers of a
 * run: which events an id refers to does not depend on who holds them.
 */
import type { EventId } from '../names.js';
import type { RoomEvent } from './event.js';

export interface AuthNode {
  readonly event: RoomEvent;
  /** Its auth events, as it cites them. */
  readonly authEvents: readonly AuthNode[];
  /** One more than the highest of its auth events; 0 where it has none. So whatever can reach an event has a higher one. */
  readonly generation: number;
}

export class AuthGraph {
  private readonly events = new Map<EventId, RoomEvent>();
  private readonly nodes = new Map<EventId, AuthNode>();

  /**
   * Makes an id refer to an event; of several events with one id, to the first. They differ at most in what redaction takes
   * away, and of a state event that is nothing that a rule reads.
   */
  add(event: RoomEvent): void {
    if (this.events.has(event.id)) return;
    this.events.set(event.id, event);
    // A state event has its place at once if it comes after those that it cites, as it should: then no resolution has to walk
    // through the history of the room. Others are in no state set, so that nobody may ever ask for theirs.
    if (event.pdu.state_key !== undefined && event.pdu.auth_events.every((id) => this.nodes.has(id))) this.makeAll(event);
  }

  /** An event's place. Everything in its auth chain must have been added. */
  node(event: RoomEvent): AuthNode {
    return this.nodes.get(event.id) ?? this.makeAll(event);
  }

  /** Not by recursion, as nobody may have asked for any node of a long chain before. */
  private makeAll(event: RoomEvent): AuthNode {
    const unfinished = [event];
    for (let last = event; ; last = unfinished.at(-1) ?? event) {
      const known = this.nodes.get(last.id) ?? this.make(last, unfinished);
      if (known === undefined) continue;
      unfinished.pop();
      if (unfinished.length === 0) return known;
    }
  }

  /** The node of an event whose auth events have theirs; otherwise puts those that have none on the stack. */
  private make(event: RoomEvent, unfinished: RoomEvent[]): AuthNode | undefined {
    const authEvents: AuthNode[] = [];
    const before = unfinished.length;
    for (const id of event.pdu.auth_events) {
      const node = this.nodes.get(id);
      if (node === undefined) unfinished.push(this.event(id, event));
      else authEvents.push(node);
    }
    if (unfinished.length > before) return undefined;
    const generation = authEvents.reduce((highest, node) => Math.max(highest, node.generation + 1), 0);
    const node = { event, authEvents, generation };
    this.nodes.set(event.id, node);
    return node;
  }

  private event(id: EventId, citing: RoomEvent): RoomEvent {
    const event = this.events.get(id);
    if (event === undefined) throw new Error(`${citing.label} cites ${id}, which this run does not know`);
    return event;
  }
}
