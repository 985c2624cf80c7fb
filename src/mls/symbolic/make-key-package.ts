/** Making a key package: an init key, a leaf with its key, and how long both are (RFC 9420 §10). */
import type { DeviceId } from '../../names.js';
import type { Lifetime } from '../engine.js';
import type { HeldKeyPackage, KeyPackage } from './key-package.js';
import type { Leaf } from './ratchet-tree.js';
import { PrivateKey } from './secrets.js';
import type { MessageSizes } from './sizes.js';

export function makeKeyPackage(
  device: DeviceId,
  identity: Uint8Array,
  reference: string,
  { lastResort, lifetime }: { readonly lastResort: boolean; readonly lifetime: Lifetime },
  sizes: MessageSizes,
): HeldKeyPackage {
  const [initKey, leafKey] = [new PrivateKey(), new PrivateKey()];
  const leafSize = sizes.leafNode(device, 'key_package');
  const leaf: Leaf = { kind: 'leaf', device, publicKey: leafKey.publicKey, size: leafSize };
  const size = sizes.keyPackage(leafSize, lastResort);
  const publicPackage: KeyPackage = { kind: 'key_package', reference, initKey: initKey.publicKey, leaf, identity, lifetime, size };
  return { publicPackage, initKey, leafKey, lastResort };
}
