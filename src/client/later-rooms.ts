/**
 * The rooms that a device comes into after the scenario's own, by upgrades. MSC4256 has no tombstone: rule 12 lets no such event into a
 * room (H27), and re-init would keep the group id (H42). So what leads to the next room is an invite and a Welcome for it, like for
 * anybody new, and a device takes either of a room that it does not know yet for the next one (H42).
 */
import type { SyncItem } from '../api/client-server.js';
import type { RoomId } from '../names.js';
import type { Turn } from './turn.js';

/** An item of sync that is about a room. */
export type RoomItem = Exclude<SyncItem, { kind: 'key_count' }>;

export function roomOfItem(item: RoomItem): RoomId {
  switch (item.kind) {
    case 'timeline':
      return item.event.pdu.room_id;
    case 'current_commit':
      return item.commit.pdu.room_id;
    case 'to_device':
      return item.message.room;
    case 'invite':
    case 'left':
      return item.room;
  }
}

export class LaterRooms<Room> {
  private readonly rooms = new Map<RoomId, Room>();
  private lastJoined: Room | undefined;

  constructor(private readonly enter: (room: RoomId) => Room) {}

  /** All of them, in the order in which the device heard of them. */
  all(): readonly Room[] {
    return this.rooms.size === 0 ? NONE : [...this.rooms.values()];
  }

  of(id: RoomId): Room {
    const known = this.rooms.get(id);
    if (known !== undefined) return known;
    const room = this.enter(id);
    this.rooms.set(id, room);
    return room;
  }

  /** The last one whose group the device has come into: who has left it does not go back to a room that it took the place of. */
  get last(): Room | undefined {
    return this.lastJoined;
  }

  /** The device has come into the group of a room for the first time. Coming late into the room of the scenario takes no one back to it. */
  joined(id: RoomId): void {
    this.lastJoined = this.rooms.get(id) ?? this.lastJoined;
  }
}

const NONE: readonly never[] = [];

/** A turn of the device in that room: facts and timers bear its name. */
export function turnIn(room: RoomId, { now, outbox }: Turn): Turn {
  return {
    now,
    outbox: {
      send: (to, message) => outbox.send(to, message),
      setTimer: (name, at, options) => outbox.setTimer(timerIn(room, name), at, options),
      cancelTimer: (name) => outbox.cancelTimer(timerIn(room, name)),
      emit: (fact) => outbox.emit(fact, room),
    },
  };
}

const timerIn = (room: RoomId, name: string): string => `${room} ${name}`;

/** What the room calls a timer; undefined: it is none of that room's. */
export const timerOf = (room: RoomId, name: string): string | undefined =>
  name.startsWith(timerIn(room, '')) ? name.slice(timerIn(room, '').length) : undefined;
