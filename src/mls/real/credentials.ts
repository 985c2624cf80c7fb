/** Whom the credentials of these rooms name (MSC4256, "Credentials & KeyPackages"), and when two are of the same client. */
import type { Credential } from 'ts-mls/credential.js';
import type { KeyPackageEqualityConfig } from 'ts-mls/keyPackageEqualityConfig.js';
import type { LeafNode } from 'ts-mls/leafNode.js';
import type { DeviceId } from '../../names.js';
import { decodeIdentity } from '../credential.js';
import { bytesEqual } from './bytes.js';

/** Undefined if the credential is not one of these rooms. */
export const deviceOf = (credential: Credential): DeviceId | undefined =>
  credential.credentialType === 'basic' ? decodeIdentity(credential.identity)?.device : undefined;

/** Which key packages and leaves "represent the same client according to the application" (RFC 9420 §12.2): those of one device, or of one key. */
function areOfOneClient(a: LeafNode, b: LeafNode): boolean {
  const device = deviceOf(a.credential);
  return (device !== undefined && device === deviceOf(b.credential)) || bytesEqual(a.signaturePublicKey, b.signaturePublicKey);
}

export const sameClient: KeyPackageEqualityConfig = {
  compareKeyPackages: (a, b) => areOfOneClient(a.leafNode, b.leafNode),
  compareKeyPackageToLeafNode: (a, b) => areOfOneClient(a.leafNode, b),
};
