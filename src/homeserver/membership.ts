/**
 * Network membership: which users of this server are invited to a room, have joined it and have left it. The server's own
 * knowledge, kept out of the room's events (MSC4256, "Membership"; H48), so it says nothing of who is in the MLS group. There are
 * three ways to change it: invite, join and leave. Knocks, bans and restricted joins are not among them, as in the MSC: a
 * server cannot know who would be allowed to.
 *
 * Room history is shown to who joins from its beginning on, as if the client had paged back, as nothing says what a joiner is
 * shown (H26): what it cannot read of it, it cannot read. Who has left and comes back is shown what came since.
 */
import type { SyncItem } from '../api/client-server.js';
import type { DeviceId, RoomId, ServerName, UserId } from '../names.js';
import type { DeviceLists } from './device-lists.js';
import type { HostedRoom } from './hosted-room.js';
import type { HostedRooms } from './hosted-rooms.js';
import type { KeyServer } from './key-server.js';
import type { Refusal } from './own-events.js';
import type { SyncStreams } from './sync-streams.js';
import { aboutRoom, type Turn } from './turn.js';

export interface Invite {
  readonly user: UserId;
  /** Who invites, if it is a device of this server. */
  readonly by: DeviceId | undefined;
  /** The server of who invites. */
  readonly via: ServerName;
}

/** By user, how much of the room it had been shown when it left. */
type Departures = Map<UserId, number>;

export class Membership {
  private readonly invitations = new Map<RoomId, Set<UserId>>();
  private readonly departures = new Map<RoomId, Departures>();
  /** The requests to leave that were granted. */
  private readonly granted = new Set<string>();

  constructor(
    private readonly rooms: HostedRooms,
    private readonly keys: KeyServer,
    private readonly deviceLists: DeviceLists,
    private readonly streams: SyncStreams,
    /** The server has begun to take part in the room, or has stopped. */
    private readonly participationChanged: (turn: Turn, room: HostedRoom) => void,
  ) {}

  /** A user of this server is invited; or it says why not. */
  invite(whole: Turn, room: RoomId, { user, by, via }: Invite): Refusal {
    const turn = aboutRoom(whole, this.rooms.nameOf(room));
    if (this.hasJoined(room, user)) return this.refuse(turn, user, 'invite', `${user} is in ${room} already`);
    const invited = this.invitations.get(room) ?? new Set<UserId>();
    this.invitations.set(room, invited.add(user));
    turn.outbox.emit({ kind: 'user_invited', user, by, via });
    this.show(user, { kind: 'invite', room, via });
    return undefined;
  }

  isInvited(room: RoomId, user: UserId): boolean {
    return this.invitations.get(room)?.has(user) ?? false;
  }

  hasJoined(room: RoomId, user: UserId): boolean {
    return this.rooms.get(room)?.joined.has(user) ?? false;
  }

  /** An invitation is good for one join. */
  join(whole: Turn, room: HostedRoom, user: UserId): void {
    const turn = aboutRoom(whole, room.name);
    this.invitations.get(room.id)?.delete(user);
    if (room.joined.has(user)) return;
    room.joined.add(user);
    turn.outbox.emit({ kind: 'user_joined', user });
    this.deviceLists.announce(turn, room);
    const devices = this.keys.devicesOf(user);
    for (const device of devices) room.audience.add(this.streams.of(device));
    const current = room.shown.findLastIndex((item) => item.kind === 'current_commit');
    const since = this.departures.get(room.id)?.get(user) ?? 0;
    for (const device of devices) {
      for (const [at, item] of room.shown.entries()) {
        if (at >= since) this.streams.show(device, at === current ? item : inThePast(item));
      }
    }
    if (room.joined.size === 1) {
      turn.outbox.emit({ kind: 'participation_began' });
      this.participationChanged(turn, room);
    }
  }

  /**
   * A user of this server leaves a room, or turns down an invitation. No other server is told. With its last user the server
   * stops taking part: it ignores what it is sent of the room, though `federation.servers` names it until a commit does not.
   * `transaction` tells a request that is repeated, as it had no answer, from another one.
   */
  leave(whole: Turn, id: RoomId, user: UserId, transaction: string): Refusal {
    if (this.granted.has(transaction)) return undefined;
    const turn = aboutRoom(whole, this.rooms.nameOf(id));
    const room = this.rooms.get(id);
    const departures: Departures = this.departures.get(id) ?? new Map();
    this.departures.set(id, departures);
    const wasIn = room?.joined.delete(user) ?? false;
    const declined = !wasIn && (this.invitations.get(id)?.delete(user) ?? false);
    if (!wasIn && !declined) return this.refuse(turn, user, 'leave', `${user} is not in ${id}`);
    this.granted.add(transaction);
    turn.outbox.emit({ kind: 'user_left', user, declined });
    this.show(user, { kind: 'left', room: id });
    if (room === undefined || declined) {
      departures.set(user, departures.get(user) ?? 0);
      return undefined;
    }
    departures.set(user, room.shown.length);
    for (const device of this.keys.devicesOf(user)) room.audience.delete(this.streams.of(device));
    if (room.joined.size > 0) return undefined;
    this.rooms.leave(room);
    turn.outbox.emit({ kind: 'participation_ended' });
    this.participationChanged(turn, room);
    return undefined;
  }

  /** Says why something is not done. `rule`: the auth rule's number, or "membership". */
  refuse(turn: Turn, user: UserId, action: 'invite' | 'join' | 'leave', why: string, rule = 'membership'): NonNullable<Refusal> {
    turn.outbox.emit({ kind: 'membership_refused', user, action, rule, why });
    return { rule, why };
  }

  private show(user: UserId, item: SyncItem): void {
    for (const device of this.keys.devicesOf(user)) this.streams.show(device, item);
  }
}

const inThePast = (item: SyncItem): SyncItem =>
  item.kind === 'current_commit' || item.kind === 'timeline' ? { ...item, past: true } : item;
