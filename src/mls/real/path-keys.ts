/**
 * The secrets of an update path (RFC 9420 §7.4): from one path secret follow those of all nodes above it on the committer's
 * filtered direct path, their key pairs, and the commit secret.
 *
 * Written on our own because ts-mls follows the *unfiltered* path to the root: where the root is blank, the other half of
 * the tree being empty, it derives one secret too many, and its commit secret is not the RFC's.
 */
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import type { PrivateKeyPath } from 'ts-mls/privateKeyPath.js';
import { filteredDirectPathAndCopathResolution, getHpkePublicKey, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { check } from './failure.js';
import { digest, type Sharing, unshared } from './sharing.js';

export interface PathKeys {
  /** By node index, for every node from the given one up. */
  readonly privateKeys: Readonly<Record<number, Uint8Array>>;
  readonly commitSecret: Uint8Array;
}

/**
 * All who know one of the path secrets can work out the rest, and share that. Throws a Refusal if a node's public key in the tree
 * is not the one that follows from its secret (RFC 9420 §7.5, §12.4.3.1).
 */
export function pathKeys(
  tree: RatchetTree,
  committer: number,
  fromNode: number,
  pathSecret: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing = unshared,
): Promise<PathKeys> {
  const source = { objects: [tree], digest: `${committer} ${fromNode} ${digest(pathSecret)}` };
  return sharing.once('path', source, () => deriveKeys(tree, committer, fromNode, pathSecret, suite));
}

async function deriveKeys(
  tree: RatchetTree,
  committer: number,
  fromNode: number,
  pathSecret: Uint8Array,
  suite: CipherSuite,
): Promise<PathKeys> {
  const path = filteredDirectPathAndCopathResolution(toLeafIndex(committer), tree).map(({ nodeIndex }) => nodeIndex);
  const start = path.indexOf(toNodeIndex(fromNode));
  check(start >= 0, `node ${fromNode} is not on the filtered direct path of leaf ${committer}`);
  const privateKeys: Record<number, Uint8Array> = {};
  let secret = pathSecret;
  for (const nodeIndex of path.slice(start)) {
    const pair = await suite.hpke.deriveKeyPair(await deriveSecret(secret, 'node', suite.kdf));
    const node = tree[nodeIndex];
    const derived = await suite.hpke.exportPublicKey(pair.publicKey);
    check(
      node !== undefined && bytesEqual(getHpkePublicKey(node), derived),
      `the key of node ${nodeIndex} does not follow from its path secret`,
    );
    privateKeys[nodeIndex] = await suite.hpke.exportPrivateKey(pair.privateKey);
    secret = await deriveSecret(secret, 'path', suite.kdf);
  }
  return { privateKeys, commitSecret: secret };
}

/**
 * A member's private keys in a new tree: the old ones with the new ones in their place, without those of nodes that were
 * blanked, which must be deleted (RFC 9420 §9.2) and which ts-mls would keep.
 */
export function privatePath(
  tree: RatchetTree,
  leafIndex: number,
  ...layers: readonly Readonly<Record<number, Uint8Array>>[]
): PrivateKeyPath {
  const merged: Record<number, Uint8Array> = Object.assign({}, ...layers);
  const held = Object.entries(merged).filter(([nodeIndex]) => tree[Number(nodeIndex)] !== undefined);
  return { leafIndex, privateKeys: Object.fromEntries(held) };
}
