/**
 * What a device and its homeserver say to each other (Matrix client-server API, as MSC4256 changes it). Bodies are the
 * simulator's own: the fields that decide something, by the names of the endpoints that they stand for.
 */
import type { DeviceId, KeyPackageLabel, MlsLabel, RoomId, ServerName, UserId } from '../names.js';
import type { JsonObject, RoomEvent } from '../room/event.js';
import type { DeviceKeys, DeviceList, UserKeys } from './device-keys.js';

/** A key package as uploaded: unpadded base64, under `keyPackageId` (MSC4256, "Credentials & KeyPackages"). `label`: for facts only. */
export interface UploadedKeyPackage {
  readonly keyId: string;
  readonly keyPackage: string;
  readonly label: KeyPackageLabel;
}

/** The room's algorithm and the reference hash of the key package (MSC4256, "Credentials & KeyPackages"). */
export const keyPackageId = (algorithm: string, reference: string): string => `${algorithm}:${reference}`;

/** A to-device message with a Welcome. `state` names the group state that it leads to, for facts only. */
export interface WelcomeMessage {
  readonly type: 'm.mls.welcome';
  readonly room: RoomId;
  /** The encoded MLSMessage, unpadded base64. */
  readonly welcome: string;
  readonly state: MlsLabel;
}

/** What a device asks of its homeserver. */
export type ClientRequest =
  /** POST /createRoom */
  | { readonly kind: 'create_room'; readonly room: RoomId; readonly encryptionAlgorithm: string }
  /** PUT /rooms/{}/send or /state. `carries` names the MLS bytes in `content`, for facts only; it also is the transaction id. */
  | {
      readonly kind: 'send_event';
      readonly room: RoomId;
      readonly type: string;
      readonly stateKey: string | undefined;
      readonly content: JsonObject;
      readonly carries: MlsLabel;
    }
  /** POST /keys/upload; with `userKeys`, POST /keys/device_signing/upload too. */
  | {
      readonly kind: 'upload_keys';
      readonly oneTime: readonly UploadedKeyPackage[];
      readonly fallback: UploadedKeyPackage | undefined;
      readonly deviceKeys?: DeviceKeys;
      readonly userKeys?: UserKeys;
    }
  /** GET /keys/list: which key packages of the device itself are there (MSC4256, "Credentials & KeyPackages"). */
  | { readonly kind: 'list_keys' }
  /** POST /keys/query: the devices of these users, and what vouches for them. */
  | { readonly kind: 'query_keys'; readonly users: readonly UserId[] }
  /** POST /keys/claim: one key package for each device. */
  | { readonly kind: 'claim_keys'; readonly devices: readonly DeviceId[] }
  /** PUT /sendToDevice; `transaction` makes it idempotent. */
  | { readonly kind: 'send_to_device'; readonly to: DeviceId; readonly message: WelcomeMessage; readonly transaction: string }
  /** POST /rooms/{}/invite */
  | { readonly kind: 'invite'; readonly room: RoomId; readonly user: UserId }
  /** POST /join/{}, by way of one of the servers `via`: they are asked in this order. */
  | { readonly kind: 'join'; readonly room: RoomId; readonly via: readonly [ServerName, ...ServerName[]] }
  /** POST /rooms/{}/leave: of a room that the user is in, or is invited to. `transaction`: the same when asked again. */
  | { readonly kind: 'leave'; readonly room: RoomId; readonly transaction: string };

/** What the homeserver answers. */
export type ClientReply =
  | { readonly kind: 'done' }
  /** The server's own rules or limits refuse what was asked; `rule` is the auth rule's number or "limits". */
  | { readonly kind: 'refused'; readonly rule: string; readonly why: string }
  /** Key ids: `one_time_keys` and `fallback_keys`. */
  | { readonly kind: 'listed_keys'; readonly oneTime: readonly string[]; readonly fallback: readonly string[] }
  /** In the order asked for. */
  | { readonly kind: 'queried_keys'; readonly lists: readonly DeviceList[] }
  /** Devices without any key package are left out. */
  | { readonly kind: 'claimed_keys'; readonly keyPackages: readonly ClaimedKeyPackage[] };

export interface ClaimedKeyPackage extends UploadedKeyPackage {
  readonly device: DeviceId;
}

/** One thing that sync shows, in the server's order. */
export type SyncItem =
  /** An event of the room's timeline: accepted, not soft-failed. `past`: from before the user joined. */
  | { readonly kind: 'timeline'; readonly event: RoomEvent; readonly past: boolean }
  /**
   * The room's current commit is `commit` now. `chain` ends in it; it begins with the last commit common with what was
   * current before, or holds nothing else (H45). `past`: it was so before the user joined.
   */
  | { readonly kind: 'current_commit'; readonly commit: RoomEvent; readonly chain: readonly RoomEvent[]; readonly past: boolean }
  | { readonly kind: 'to_device'; readonly from: DeviceId; readonly message: WelcomeMessage }
  | { readonly kind: 'invite'; readonly room: RoomId; readonly via: ServerName }
  /** The user has left the room, by this device or another of its own: nothing of it comes any more. */
  | { readonly kind: 'left'; readonly room: RoomId }
  /** How many one-time key packages of the device are left, and whether the last resort has not been given out yet. */
  | { readonly kind: 'key_count'; readonly oneTime: number; readonly unusedFallback: boolean };

/** GET /sync: opens the stream from position `since`, as long as both ends are there. */
export interface SyncRequest {
  readonly kind: 'sync';
  readonly since: number;
}

/** Items of the stream; the first one is at position `from`. */
export interface SyncPush {
  readonly kind: 'push';
  readonly from: number;
  readonly items: readonly SyncItem[];
}
