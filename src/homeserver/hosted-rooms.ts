/**
 * The rooms that a server takes part in, by id, and the events of those that it is just joining. On disk, and so is what it holds
 * of a room that it has left.
 */
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
  private readonly left = new Set<RoomId>();
  private readonly staged = new Map<RoomId, StagedEvents[]>();

  /** @param first the room that facts need not name */
  constructor(
    private readonly version: Msc4256RoomVersion,
    private readonly first: RoomId | undefined,
  ) {}

  /** What facts are to call a room, held here or not. */
  nameOf(id: RoomId): RoomId | undefined {
    return this.first === undefined || id === this.first ? undefined : id;
  }

  get(id: RoomId): HostedRoom | undefined {
    return this.left.has(id) ? undefined : this.rooms.get(id);
  }

  all(): readonly HostedRoom[] {
    return [...this.rooms.values()].filter(({ id }) => !this.left.has(id));
  }

  takesPartIn(room: HostedRoom): boolean {
    return this.get(room.id) === room;
  }

  /** The server takes no part in the room any more. */
  leave(room: HostedRoom): void {
    this.left.add(room.id);
    // What it has asked for it will not take.
    room.requested.clear();
  }

  /** The room, taken part in from now on if it was not before. */
  host(id: RoomId): HostedRoom {
    this.left.delete(id);
    const known = this.rooms.get(id);
    if (known !== undefined) return known;
    const room = new HostedRoom(id, this.version, this.nameOf(id));
    this.rooms.set(id, room);
    return room;
  }

  /** A server that joins keeps the events that reach it before the room does. */
  beginJoining(id: RoomId): void {
    if (!this.staged.has(id)) this.staged.set(id, []);
  }

  /** Keeps events of a room that is being joined. Those of any other room are ignored (H25): then it says no. */
  stage(id: RoomId, from: ServerName, events: readonly RoomEvent[]): boolean {
    return this.staged.get(id)?.push({ from, events }) !== undefined;
  }

  /** What was kept while joining, which is over. */
  endJoining(id: RoomId): readonly StagedEvents[] {
    const staged = this.staged.get(id) ?? [];
    this.staged.delete(id);
    return staged;
  }
}
