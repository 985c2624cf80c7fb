/**
 * Telling other servers of the devices of users, unasked (Matrix server-server API, "Device Management"): every server of a room that a
 * user is in is told of the user's devices when the user joins, when the server comes to be listed, and when the devices change. Whose list
 * is kept need not be asked for: both steps are "optional" in the MSC's figure "Invite flow".
 *
 * The MSC leaves device lists as they are and says besides that servers do not know who is in a room on other servers. Both cannot
 * be had: the update names the user, and goes to who shares a room with it. So that is a knob, `device_lists` (H48).
 */
import type { DeviceList } from '../api/device-keys.js';
import type { DeviceListEdu } from '../api/server-server.js';
import { type ServerName, serverOfUser, type UserId } from '../names.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { FederationSender } from './federation-sender.js';
import type { HostedRoom } from './hosted-room.js';
import type { HostedRooms } from './hosted-rooms.js';
import type { KeyServer } from './key-server.js';
import type { Turn } from './turn.js';

export class DeviceLists {
  /** By user of this server, how many times its list has changed. */
  private readonly changes = new Map<UserId, number>();
  /** By server, the change of each user's list that it was told last. */
  private readonly told = new Map<ServerName, Map<UserId, number>>();
  private readonly kept = new Map<UserId, DeviceListEdu>();

  constructor(
    private readonly self: ServerName,
    private readonly reading: Reading,
    private readonly rooms: HostedRooms,
    private readonly keys: KeyServer,
    private readonly federation: FederationSender,
  ) {}

  /** A user of this server has other devices, or other keys. */
  changed(turn: Turn, user: UserId): void {
    this.changes.set(user, (this.changes.get(user) ?? 0) + 1);
    for (const room of this.rooms.all()) if (room.joined.has(user)) this.announce(turn, room);
  }

  /** Tells the servers of a room what they have not been told of the users in it. */
  announce(turn: Turn, room: HostedRoom): void {
    if (this.reading.device_lists === 'queried') return;
    for (const server of room.servers) if (server !== this.self) for (const user of room.joined) this.tell(turn, server, user);
  }

  /** From another server, of a user of its own; of others it has no say. */
  received(turn: Turn, from: ServerName, edu: DeviceListEdu): void {
    const { user } = edu.list;
    if (serverOfUser(user) !== from || (this.kept.get(user)?.streamId ?? 0) >= edu.streamId) return;
    this.kept.set(user, edu);
    turn.outbox.emit({ kind: 'device_list_received', user, from });
  }

  /** The list that was told, as long as its server goes on telling, which it does for the servers of a room that both are in. */
  listOf(user: UserId): DeviceList | undefined {
    const server = serverOfUser(user);
    return this.rooms.all().some(({ servers }) => servers.includes(server)) ? this.kept.get(user)?.list : undefined;
  }

  private tell(turn: Turn, server: ServerName, user: UserId): void {
    const told = this.told.get(server) ?? new Map<UserId, number>();
    this.told.set(server, told);
    const streamId = this.changes.get(user) ?? 0;
    if ((told.get(user) ?? 0) >= streamId) return;
    told.set(user, streamId);
    turn.outbox.emit({ kind: 'device_list_sent', user, to: server });
    this.federation.send(turn, server, { kind: 'edu', edu: { type: 'm.device_list_update', list: this.keys.listOf(user), streamId } });
  }
}
