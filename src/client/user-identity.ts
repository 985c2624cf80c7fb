/** A user's cross-signing keys, which all of its devices have (Matrix client-server API, "Cross-signing"; shared by secret storage). */
import type { CrossSigningKey, UserKeys } from '../api/device-keys.js';
import type { UserId } from '../names.js';
import type { Ed25519, Ed25519Key } from '../room/ed25519.js';
import { signJson } from '../room/signatures.js';

export interface UserIdentity {
  readonly user: UserId;
  readonly selfSigning: Ed25519Key;
  readonly published: UserKeys;
}

/** Seeds of 32 bytes. */
export function userIdentity(user: UserId, ed25519: Ed25519, masterSeed: Uint8Array, selfSigningSeed: Uint8Array): UserIdentity {
  const [master, selfSigning] = [ed25519.key(masterSeed), ed25519.key(selfSigningSeed)];
  const keyOf = ({ publicKey }: Ed25519Key, usage: 'master' | 'self_signing') =>
    ({ user_id: user, usage: [usage], keys: { [ed25519Id(publicKey)]: publicKey } }) as const;
  const unsigned = keyOf(selfSigning, 'self_signing');
  const signatures = { [user]: { [ed25519Id(master.publicKey)]: signJson(unsigned, master) } };
  const published: CrossSigningKey = { ...keyOf(master, 'master'), signatures: {} };
  return { user, selfSigning, published: { master: published, selfSigning: { ...unsigned, signatures } } };
}

/** The id of a key: of a device by the device's id, of a user by the key itself. */
export const ed25519Id = (name: string): string => `ed25519:${name}`;
