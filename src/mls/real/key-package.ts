/** A device's signature key, and the key packages made with it (RFC 9420 §10; MSC4256, "Credentials & KeyPackages"). */
import {
  decodeKeyPackage,
  generateKeyPackageWithKey,
  type KeyPackage,
  makeKeyPackageRef,
  type PrivateKeyPackage,
} from 'ts-mls/keyPackage.js';
import type { DeviceId } from '../../names.js';
import { encodeBase64 } from '../../room/base64.js';
import { encodeIdentity } from '../credential.js';
import type { CipherSuite } from './cipher-suite.js';
import { capabilities, keyPackageExtensions, unlimitedLifetime } from './group-parameters.js';

export interface SignatureKey {
  readonly signKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

export interface HeldKeyPackage {
  readonly publicPackage: KeyPackage;
  readonly privatePackage: PrivateKeyPackage;
  readonly referenceBytes: Uint8Array;
  readonly reference: string;
  readonly lastResort: boolean;
}

export async function makeKeyPackage(
  device: DeviceId,
  key: SignatureKey,
  lastResort: boolean,
  suite: CipherSuite,
): Promise<HeldKeyPackage> {
  const identity = encodeIdentity({ device, signatureKey: key.publicKey });
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    { credentialType: 'basic', identity },
    capabilities(suite),
    unlimitedLifetime,
    keyPackageExtensions(lastResort),
    { ...key },
    suite,
  );
  const referenceBytes = await makeKeyPackageRef(publicPackage, suite.hash);
  return { publicPackage, privatePackage, referenceBytes, reference: encodeBase64(referenceBytes, 'standard'), lastResort };
}

/** Throws a TypeError for bytes that are not one key package. */
export function readKeyPackage(bytes: Uint8Array): KeyPackage {
  const decoded = decodeKeyPackage(bytes, 0);
  if (decoded === undefined || decoded[1] !== bytes.length) throw new TypeError('not an encoded key package');
  return decoded[0];
}
