/** The rooms that a server takes part in, by id, and the events of those that it is just joining. On disk. */
import type { RoomId, ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Msc4256RoomVersion } from '../room/msc4256/room-version.js';
import { HostedRoom } from './hosted-room.js';

interface StagedEvents {
  readonly from: ServerName;
  readonly events: readonly RoomEvent[];
}

export class HostedRooms {
  private readonly rooms = new Map<RoomId, HostedRoom>();
  private readonly staged = new Map<RoomId, StagedEvents[]>();

  constructor(private readonly version: Msc4256RoomVersion) {}

  get(id: RoomId): HostedRoom | undefined {
    return this.rooms.get(id);
  }

  all(): IterableIterator<HostedRoom> {
    return this.rooms.values();
  }

  /** The room, held from now on if it was not before. */
  host(id: RoomId): HostedRoom {
    const known = this.rooms.get(id);
    if (known !== undefined) return known;
    const room = new HostedRoom(id, this.version);
    this.rooms.set(id, room);
    return room;
  }

  /** A server that joins keeps the events that reach it before the room does. */
  beginJoining(id: RoomId): void {
    if (!this.staged.has(id)) this.staged.set(id, []);
  }

  /** Keeps events of a room that is being joined. Those of any other room are ignored (H25). */
  stage(id: RoomId, from: ServerName, events: readonly RoomEvent[]): void {
    this.staged.get(id)?.push({ from, events });
  }

  /** What was kept while joining, which is over. */
  endJoining(id: RoomId): readonly StagedEvents[] {
    const staged = this.staged.get(id) ?? [];
    this.staged.delete(id);
    return staged;
  }
}
