/** What homeservers say to each other (Matrix server-server API, as MSC4256 changes it). */
import type { DeviceId, EventId, RoomId, ServerName, UserId } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { ClaimedKeyPackage, WelcomeMessage } from './client-server.js';
import type { DeviceList } from './device-keys.js';

/** A to-device message between servers (Matrix server-server API, "Send-to-device messaging"). */
export interface ToDeviceEdu {
  readonly type: 'm.direct_to_device';
  readonly from: DeviceId;
  readonly to: DeviceId;
  readonly message: WelcomeMessage;
  /** Unique for its sender. */
  readonly messageId: string;
}

/**
 * The devices of a user of the sender's, told unasked (Matrix server-server API, "Device Management"). It holds the whole list and the
 * user's keys: what `m.device_list_update`, `m.signing_key_update` and GET /user/devices tell together. The latest one counts.
 */
export interface DeviceListEdu {
  readonly type: 'm.device_list_update';
  readonly list: DeviceList;
  /** Grows with each update of the user's. */
  readonly streamId: number;
}

export type Edu = ToDeviceEdu | DeviceListEdu;

/** A transaction holds at most 50 PDUs and 100 EDUs (Matrix server-server API, "Transactions"). */
export const MAX_PDUS = 50;
export const MAX_EDUS = 100;

/** PUT /send/{txnId} */
export interface Transaction {
  readonly kind: 'transaction';
  readonly pdus: readonly RoomEvent[];
  readonly edus: readonly Edu[];
}

export type ServerRequest =
  | Transaction
  /** GET /event, for each id: what the asker found referred to and does not have. */
  | { readonly kind: 'get_events'; readonly room: RoomId; readonly ids: readonly EventId[] }
  /** POST /user/keys/query */
  | { readonly kind: 'query_keys'; readonly users: readonly UserId[] }
  /** POST /user/keys/claim */
  | { readonly kind: 'claim_keys'; readonly devices: readonly DeviceId[] }
  /** PUT /invite: always over federation for a remote user (MSC4256, "Membership"). */
  | { readonly kind: 'invite'; readonly room: RoomId; readonly user: UserId; readonly via: ServerName }
  /** Fetch room state and history, on behalf of a first user that joins (H26). */
  | { readonly kind: 'join_room'; readonly room: RoomId };

export type ServerReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly rule: string; readonly why: string }
  /** In the order in which the answering server received them; those it does not have are left out. */
  | { readonly kind: 'events'; readonly events: readonly RoomEvent[] }
  | { readonly kind: 'queried_keys'; readonly lists: readonly DeviceList[] }
  | { readonly kind: 'claimed_keys'; readonly keyPackages: readonly ClaimedKeyPackage[] };
