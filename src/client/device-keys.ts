/**
 * The keys of a device as it uploads them (MSC4256, "Credentials & KeyPackages"): its credential's identity among them, signed by
 * the device, with the credential's key, and with the user's self-signing key.
 *
 * "The signature should use the credential type as the key id": here the room's algorithm and the device id, under which the
 * identity stands among the keys, so that whoever checks a signature finds its key as with any other.
 */
import type { DeviceKeys } from '../api/device-keys.js';
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, userOfDevice } from '../names.js';
import { encodeBase64 } from '../room/base64.js';
import type { Ed25519Key } from '../room/ed25519.js';
import { signedBytes, signJson } from '../room/signatures.js';
import { ed25519Id, type UserIdentity } from './user-identity.js';

/** A Matrix device id: what comes after the user's in ours. */
export const matrixDeviceId = (device: DeviceId): string => device.slice(userOfDevice(device).length + 1);

/** The id of the credential among a device's keys, and of the signature with its key. */
export const credentialId = (algorithm: string, device: DeviceId): string => `${algorithm}:${matrixDeviceId(device)}`;

export async function signedDeviceKeys(
  mls: MlsClient,
  algorithm: string,
  fingerprint: Ed25519Key,
  { user, selfSigning }: UserIdentity,
): Promise<DeviceKeys> {
  const device = matrixDeviceId(mls.device);
  const credential = credentialId(algorithm, mls.device);
  const unsigned = {
    user_id: user,
    device_id: device,
    algorithms: [algorithm],
    keys: { [ed25519Id(device)]: fingerprint.publicKey, [credential]: encodeBase64(mls.identity, 'standard') },
  };
  const signatures = {
    [ed25519Id(device)]: signJson(unsigned, fingerprint),
    [credential]: encodeBase64(await mls.sign(signedBytes(unsigned)), 'standard'),
    [ed25519Id(selfSigning.publicKey)]: signJson(unsigned, selfSigning),
  };
  return { ...unsigned, signatures: { [user]: signatures } };
}
