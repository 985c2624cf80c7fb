/** A device's signature key, and the key packages made with it (RFC 9420 §10; MSC4256, "Credentials & KeyPackages"). */
import {
  decodeKeyPackage,
  encodeKeyPackage,
  generateKeyPackageWithKey,
  type KeyPackage,
  makeKeyPackageRef,
  type PrivateKeyPackage,
  verifyKeyPackage,
} from 'ts-mls/keyPackage.js';
import { verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js';
import type { DeviceId } from '../../names.js';
import { encodeBase64 } from '../../room/base64.js';
import { decodeIdentity, encodeIdentity } from '../credential.js';
import { encryptedStateExtension } from '../encrypted-state.js';
import type { KeyPackageView, Lifetime } from '../engine.js';
import { unlimitedLifetime } from '../limits.js';
import { bytesEqual } from './bytes.js';
import { areOfDifferentTypes, isConsistent } from './capabilities.js';
import type { CipherSuite } from './cipher-suite.js';
import { capabilities, clientConfig, keyPackageExtensions, lifetimeOf } from './group-parameters.js';

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
  readonly lifetime: Lifetime;
}

export async function makeKeyPackage(
  device: DeviceId,
  key: SignatureKey,
  lastResort: boolean,
  suite: CipherSuite,
  lifetime: Lifetime = unlimitedLifetime,
): Promise<HeldKeyPackage> {
  const identity = encodeIdentity({ device, signatureKey: key.publicKey });
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    { credentialType: 'basic', identity },
    capabilities(suite),
    lifetimeOf(lifetime),
    keyPackageExtensions(lastResort),
    { ...key },
    suite,
  );
  const referenceBytes = await makeKeyPackageRef(publicPackage, suite.hash);
  return { publicPackage, privatePackage, referenceBytes, reference: encodeBase64(referenceBytes, 'standard'), lastResort, lifetime };
}

/** Throws a TypeError for bytes that are not the one encoding of a key package (RFC 9420 §2.1.2). */
export function readKeyPackage(bytes: Uint8Array): KeyPackage {
  const decoded = decodeKeyPackage(bytes, 0)?.[0];
  if (decoded === undefined || !bytesEqual(encodeKeyPackage(decoded), bytes)) throw new TypeError('not an encoded key package');
  return decoded;
}

/** Undefined unless all that RFC 9420 §10.1 asks of a key package by itself is so; its lifetime is left to whoever uses it. */
export async function viewKeyPackage(bytes: Uint8Array, suite: CipherSuite): Promise<KeyPackageView | undefined> {
  const keyPackage = readKeyPackage(bytes);
  const { leafNode, cipherSuite, version, initKey, extensions } = keyPackage;
  const { credential, signaturePublicKey, hpkePublicKey, capabilities, lifetime } = leafNode;
  const identity = credential.credentialType === 'basic' ? credential.identity : undefined;
  const device = identity && decodeIdentity(identity)?.device;
  const valid =
    version === 'mls10' &&
    cipherSuite === suite.name &&
    !bytesEqual(initKey, hpkePublicKey) &&
    areOfDifferentTypes(extensions) &&
    isConsistent(leafNode) &&
    (await clientConfig.authService.validateCredential(credential, signaturePublicKey)) &&
    (await verifyLeafNodeSignatureKeyPackage(leafNode, suite.signature)) &&
    (await verifyKeyPackage(keyPackage, suite.signature));
  if (!valid || identity === undefined || device === undefined) return undefined;
  return {
    device,
    identity,
    reference: encodeBase64(await makeKeyPackageRef(keyPackage, suite.hash), 'standard'),
    lifetime: { notBefore: Number(lifetime.notBefore), notAfter: Number(lifetime.notAfter) },
    supportsEncryptedState: capabilities.extensions.includes(encryptedStateExtension),
  };
}
