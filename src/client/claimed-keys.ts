/**
 * What a client checks before it adds a device with a key package that it has claimed (MSC4256, "Adding users to a room": "key
 * packages should be validated and should be cross-signed as configured"; RFC 9420 §10.1). That the keys belong together is
 * checked here; whether the user behind them has been verified is another question.
 */
import { type ClaimedKeyPackage, keyPackageId } from '../api/client-server.js';
import type { DeviceKeys, UserKeys } from '../api/device-keys.js';
import type { LocalInstant } from '../kernel/time.js';
import type { MlsClient } from '../mls/engine.js';
import { type UserId, userOfDevice } from '../names.js';
import { decodeBase64, encodeBase64 } from '../room/base64.js';
import type { Ed25519 } from '../room/ed25519.js';
import { type AuthenticatedData, DEFAULT_VERIFICATION, type VerificationLevel } from '../room/msc4256/authenticated-data.js';
import { type Signatures, signedBytes } from '../room/signatures.js';
import { credentialId, matrixDeviceId } from './device-keys.js';
import { lifetimeProblem } from './key-package-lifetime.js';

/** A key package with what vouches for its device, as far as the two servers have it. */
export interface VouchedKeyPackage extends ClaimedKeyPackage {
  readonly deviceKeys?: DeviceKeys;
  readonly userKeys?: UserKeys;
}

export interface Useless {
  readonly keyPackage: VouchedKeyPackage;
  readonly why: string;
}

export class ClaimedKeys {
  constructor(
    private readonly mls: MlsClient,
    private readonly algorithm: string,
    private readonly ed25519: Ed25519,
  ) {}

  /** Of those that are to be added where the current commit says this in the clear. */
  async firstUseless(claimed: readonly VouchedKeyPackage[], data: AuthenticatedData, now: LocalInstant): Promise<Useless | undefined> {
    for (const keyPackage of claimed) {
      const why = await this.problemWith(keyPackage, data.security?.requiredVerification ?? DEFAULT_VERIFICATION, now);
      if (why !== undefined) return { keyPackage, why };
    }
    return undefined;
  }

  /** What is wrong with it when the client's clock shows `now`; undefined: nothing. */
  async problemWith(claimed: VouchedKeyPackage, required: VerificationLevel, now: LocalInstant): Promise<string | undefined> {
    const { device, keyId, keyPackage, deviceKeys, userKeys } = claimed;
    const view = await this.mls.readKeyPackage(decodeBase64(keyPackage, 'standard') ?? new Uint8Array());
    if (view === undefined) return 'its key package is not valid';
    if (view.device !== device) return `its key package is of ${view.device}`;
    if (keyId !== keyPackageId(this.algorithm, view.reference)) return 'its key package stands under the id of another';
    if (!view.supportsEncryptedState) return 'it does not support encrypted state';
    const untimely = lifetimeProblem(view.lifetime, now);
    if (untimely !== undefined) return `its key package ${untimely}`;
    if (deviceKeys === undefined) return 'it has uploaded no device keys';
    const user = userOfDevice(device);
    if (deviceKeys.user_id !== user || deviceKeys.device_id !== matrixDeviceId(device)) return 'its device keys are of another device';
    const credential = credentialId(this.algorithm, device);
    if (deviceKeys.keys[credential] !== encodeBase64(view.identity, 'standard')) return 'its device keys have another credential';
    const signed = signatureIn(deviceKeys.signatures, user, credential);
    if (!(await this.mls.verify(view.identity, signedBytes({ ...deviceKeys }), signed)))
      return 'its credential has not signed its device keys';
    if (VOUCHED_FOR.includes(required) && !this.isCrossSigned(deviceKeys, userKeys, user)) return 'it is not cross-signed';
    return undefined;
  }

  /** Whether the user's master key has signed the self-signing key, and that one the device's keys. */
  private isCrossSigned(deviceKeys: DeviceKeys, userKeys: UserKeys | undefined, user: UserId): boolean {
    if (userKeys === undefined) return false;
    const { master, selfSigning } = userKeys;
    if (master.user_id !== user || selfSigning.user_id !== user) return false;
    return this.hasSigned(master.keys, selfSigning, user) && this.hasSigned(selfSigning.keys, deviceKeys, user);
  }

  private hasSigned(keys: Readonly<Record<string, string>>, object: { readonly signatures: Signatures }, user: UserId): boolean {
    const signed = signedBytes({ ...object });
    return Object.entries(keys).some(([id, key]) => this.ed25519.verify(key, signed, signatureIn(object.signatures, user, id)));
  }
}

/** The levels of verification that go by way of the user's own keys. */
const VOUCHED_FOR: readonly VerificationLevel[] = ['m.cross', 'm.tofu'];

const signatureIn = (signatures: Signatures, user: UserId, id: string): Uint8Array => {
  const encoded = signatures[user]?.[id];
  return (typeof encoded === 'string' ? decodeBase64(encoded, 'standard') : undefined) ?? new Uint8Array();
};
