/** What a device is made of. */
import type { MlsClient } from '../mls/engine.js';
import type { DeviceId, RoomId, ServerName } from '../names.js';
import type { Ed25519, Ed25519Key } from '../room/ed25519.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import type { RoomNames } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { UserIdentity } from './user-identity.js';
import type { WelcomeContents } from './welcome-contents.js';

export interface DeviceOptions {
  readonly id: DeviceId;
  /** Its homeserver, by the very name that its other devices have. */
  readonly server: ServerName;
  readonly mls: MlsClient;
  /** Shared with all other readers of the room's events. */
  readonly contents: MlsContents;
  /** Likewise with all devices. */
  readonly welcomes: WelcomeContents;
  readonly reading: Reading;
  /** The room that the device may come to be in, and its `m.mls.v1.…` algorithm. */
  readonly room: RoomId;
  readonly algorithm: string;
  readonly names: RoomNames;
  /** What the keys of users and devices sign with. */
  readonly ed25519: Ed25519;
  /** The device's own key, and its user's. */
  readonly fingerprint: Ed25519Key;
  readonly user: UserIdentity;
  /** Whether the device adds again whom it had added on a branch that the room has left (H44). */
  readonly invitesAgain: boolean;
}
