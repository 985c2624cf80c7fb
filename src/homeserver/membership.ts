/**
 * Network membership: which users of this server are invited to a room and which have joined it. The server's own
 * knowledge, kept out of the room's events (MSC4256, "Membership"; H48). Room history is shown to who joins from its beginning
 * on, as if the client had paged back: what it cannot read of it, it cannot read.
 */
import type { SyncItem } from '../api/client-server.js';
import type { DeviceId, RoomId, ServerName, UserId } from '../names.js';
import type { HostedRoom } from './hosted-room.js';
import type { KeyServer } from './key-server.js';
import type { SyncStreams } from './sync-streams.js';
import type { Turn } from './turn.js';

interface Invite {
  readonly user: UserId;
  /** Who invites, if it is a device of this server. */
  readonly by: DeviceId | undefined;
  /** The server of who invites. */
  readonly via: ServerName;
}

export class Membership {
  private readonly invitations = new Map<RoomId, Set<UserId>>();

  constructor(
    private readonly keys: KeyServer,
    private readonly streams: SyncStreams,
  ) {}

  /** A user of this server is invited. */
  invite(turn: Turn, room: RoomId, { user, by, via }: Invite): void {
    const invited = this.invitations.get(room) ?? new Set<UserId>();
    this.invitations.set(room, invited.add(user));
    turn.outbox.emit({ kind: 'user_invited', user, by, via });
    for (const device of this.keys.devicesOf(user)) this.streams.show(device, { kind: 'invite', room, via });
  }

  isInvited(room: RoomId, user: UserId): boolean {
    return this.invitations.get(room)?.has(user) ?? false;
  }

  join(turn: Turn, room: HostedRoom, user: UserId): void {
    if (room.joined.has(user)) return;
    room.joined.add(user);
    turn.outbox.emit({ kind: 'user_joined', user });
    const current = room.shown.findLastIndex((item) => item.kind === 'current_commit');
    for (const device of this.keys.devicesOf(user)) {
      room.audience.push(device);
      for (const [at, item] of room.shown.entries()) this.streams.show(device, at === current ? item : inThePast(item));
    }
  }
}

const inThePast = (item: SyncItem): SyncItem =>
  item.kind === 'current_commit' || item.kind === 'timeline' ? { ...item, past: true } : item;
