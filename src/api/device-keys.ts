/** The keys of devices and users, as signed objects (Matrix client-server API, "POST /keys/upload" and "Cross-signing"). */
import type { DeviceId, UserId } from '../names.js';
import type { Signatures } from '../room/signatures.js';

/**
 * A device's keys, by key id: `ed25519:<device id>` and, under the room's algorithm, `m.mls.v1.…:<device id>`, the identity in its
 * credential (MSC4256, "Credentials & KeyPackages"); unpadded base64. Signed with both, and with the user's self-signing key.
 */
export interface DeviceKeys {
  readonly user_id: UserId;
  readonly device_id: string;
  readonly algorithms: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
  readonly signatures: Signatures;
}

/** A key of a user's own, `ed25519:<itself>`. The self-signing key is signed with the master key. */
export interface CrossSigningKey {
  readonly user_id: UserId;
  readonly usage: readonly ['master' | 'self_signing'];
  readonly keys: Readonly<Record<string, string>>;
  readonly signatures: Signatures;
}

export interface UserKeys {
  readonly master: CrossSigningKey;
  readonly selfSigning: CrossSigningKey;
}

/** What a user's server tells of its devices, as far as it was uploaded. */
export interface DeviceList {
  readonly user: UserId;
  readonly devices: readonly { readonly device: DeviceId; readonly deviceKeys: DeviceKeys }[];
  readonly userKeys: UserKeys | undefined;
}
