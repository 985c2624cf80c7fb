/** The parts of one homeserver, as those that serve requests see them, and how those answer. */
import type { ClientReply } from '../api/client-server.js';
import type { ServerReply, ServerRequest } from '../api/server-server.js';
import type { Exchanges } from '../kernel/exchange.js';
import type { NodeName, ServerName } from '../names.js';
import type { DeviceLists } from './device-lists.js';
import type { FederationSender } from './federation-sender.js';
import type { HostedRooms } from './hosted-rooms.js';
import type { KeyServer } from './key-server.js';
import type { Membership } from './membership.js';
import type { OwnEvents } from './own-events.js';
import type { RoomEvents } from './room-events.js';
import type { SyncStreams } from './sync-streams.js';
import type { ToDevice } from './to-device.js';
import type { Turn } from './turn.js';

/** Answers the device, now or when other servers have answered. */
export type Reply = (turn: Turn, reply: ClientReply) => void;

export interface Services {
  readonly name: ServerName;
  readonly rooms: HostedRooms;
  readonly keys: KeyServer;
  readonly deviceLists: DeviceLists;
  readonly streams: SyncStreams;
  readonly membership: Membership;
  readonly toDevice: ToDevice;
  readonly federation: FederationSender;
  /** What this server asks of others. In memory. */
  readonly exchanges: Exchanges<NodeName, ServerRequest, ServerReply, Turn>;
  readonly roomEvents: RoomEvents;
  readonly ownEvents: OwnEvents;
}
