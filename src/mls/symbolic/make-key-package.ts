/** Making a key package: an init key, a leaf with its key, and how long both are (RFC 9420 §10). */
import type { DeviceId } from '../../names.js';
import type { HeldKeyPackage } from './key-package.js';
import type { Leaf } from './ratchet-tree.js';
import { PrivateKey } from './secrets.js';
import type { MessageSizes } from './sizes.js';

export function makeKeyPackage(device: DeviceId, reference: string, lastResort: boolean, sizes: MessageSizes): HeldKeyPackage {
  const [initKey, leafKey] = [new PrivateKey(), new PrivateKey()];
  const leafSize = sizes.leafNode(device, 'key_package');
  const leaf: Leaf = { kind: 'leaf', device, publicKey: leafKey.publicKey, size: leafSize };
  const size = sizes.keyPackage(leafSize, lastResort);
  return { publicPackage: { kind: 'key_package', reference, initKey: initKey.publicKey, leaf, size }, initKey, leafKey, lastResort };
}
