/** What a server does for other servers (Matrix server-server API). */
import type { ServerReply, ServerRequest, Transaction } from '../api/server-server.js';
import type { RoomId, ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Services } from './services.js';
import { aboutRoom, type Turn } from './turn.js';

const DONE: ServerReply = { kind: 'done' };

export class ServerRequests {
  constructor(private readonly server: Services) {}

  handle(turn: Turn, from: ServerName, request: ServerRequest): ServerReply {
    switch (request.kind) {
      case 'transaction':
        this.transaction(turn, from, request);
        return DONE;
      case 'get_events':
        return { kind: 'events', events: this.eventsById(request) };
      case 'claim_keys':
        turn.outbox.emit({ kind: 'keys_claimed', by: undefined, from, devices: request.devices });
        return { kind: 'claimed_keys', keyPackages: this.server.keys.claim(turn, request.devices) };
      case 'query_keys':
        turn.outbox.emit({ kind: 'keys_queried', by: undefined, from, users: request.users });
        return { kind: 'queried_keys', lists: request.users.map((user) => this.server.keys.listOf(user)) };
      case 'invite': {
        const invite = { user: request.user, by: undefined, via: request.via };
        const refusal = this.server.membership.invite(turn, request.room, invite);
        return refusal === undefined ? DONE : { kind: 'refused', ...refusal };
      }
      case 'join_room':
        return this.joinRoom(from, request.room);
    }
  }

  private transaction(turn: Turn, from: ServerName, { pdus, edus }: Transaction): void {
    const byRoom = new Map<RoomId, RoomEvent[]>();
    for (const event of pdus) {
      const events = byRoom.get(event.pdu.room_id);
      if (events === undefined) byRoom.set(event.pdu.room_id, [event]);
      else events.push(event);
    }
    for (const [id, events] of byRoom) {
      const room = this.server.rooms.get(id);
      // An event of a room that the server does not take part in is ignored (H25), unless it is just joining.
      if (room !== undefined) this.server.roomEvents.receive(turn, room, from, events);
      else if (!this.server.rooms.stage(id, from, events))
        for (const { label } of events)
          aboutRoom(turn, this.server.rooms.nameOf(id)).outbox.emit({ kind: 'event_ignored', event: label, from });
    }
    for (const edu of edus) {
      if (edu.type === 'm.direct_to_device') this.server.toDevice.deliver(turn, edu);
      else this.server.deviceLists.received(turn, from, edu);
    }
  }

  private eventsById({ room, ids }: ServerRequest & { kind: 'get_events' }): RoomEvent[] {
    const graph = this.server.rooms.get(room)?.graph;
    const held = ids.flatMap((id) => graph?.get(id) ?? []);
    return held.sort((a, b) => a.position - b.position).map(({ event }) => event);
  }

  /** H26: only a server that the current commit lists takes part, so only such a one gets the room. */
  private joinRoom(from: ServerName, id: RoomId): ServerReply {
    const room = this.server.rooms.get(id);
    if (!room?.servers.includes(from)) {
      return { kind: 'refused', rule: '6', why: `${from} is not among the servers of ${id}` };
    }
    const events: RoomEvent[] = [];
    for (const { event, outcome } of room.graph.events()) if (outcome !== 'rejected') events.push(event);
    return { kind: 'events', events };
  }
}
