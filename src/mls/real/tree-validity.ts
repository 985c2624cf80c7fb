/** The checks of a ratchet tree that somebody else sent (RFC 9420 §12.4.3.1, "Verify the integrity of the ratchet tree", and §7.3). */
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { type LeafNode, verifyLeafNodeSignature } from 'ts-mls/leafNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { isLeaf, rootFromNodeWidth, toNodeIndex } from 'ts-mls/treemath.js';
import { bytesEqual, toHex } from './bytes.js';
import { checkMembers, demandsOf } from './capabilities.js';
import type { CipherSuite } from './cipher-suite.js';
import { deviceOf } from './credentials.js';
import { check } from './failure.js';
import { clientConfig } from './group-parameters.js';
import { isParentHashValid } from './parent-hash.js';
import { subtreeHashes } from './tree-hash.js';
import { unmergedLeavesAreConsistent } from './unmerged-leaves.js';

/** Throws a Refusal that names the check which failed. */
export async function checkTree(
  tree: RatchetTree,
  context: GroupContext,
  suite: CipherSuite,
  config: ClientConfig = clientConfig,
): Promise<void> {
  const hasShape = tree.every((node, index) => node === undefined || (node.nodeType === 'leaf') === isLeaf(toNodeIndex(index)));
  check(hasShape, 'a leaf stands where a parent should, or the other way round');
  const hashes = subtreeHashes(tree, suite);
  const root = hashes[rootFromNodeWidth(tree.length)];
  check(root !== undefined && bytesEqual(root, context.treeHash), "the tree hash is not the group context's");
  check(treeKeysAreUnique(tree), 'a key stands twice in the tree');
  check(unmergedLeavesAreConsistent(tree), 'unmerged leaves are not consistent');
  check(devicesAreUnique(tree), 'a device stands twice in the tree');
  for (const [index, node] of tree.entries()) {
    if (node?.nodeType === 'parent')
      check(isParentHashValid(tree, hashes, index, node.parent, suite), `no descendant vouches for parent node ${index}`);
    if (node?.nodeType === 'leaf') await checkLeaf(node.leaf, index / 2, context, config, suite);
  }
  checkMembers(tree, demandsOf(context.extensions));
}

/** Encryption keys among all nodes, signature keys among all leaves (RFC 9420 §7.3, §12.4.3.1). */
export function treeKeysAreUnique(tree: RatchetTree): boolean {
  const encryption = new Set<string>();
  const signature = new Set<string>();
  let nodes = 0;
  let leaves = 0;
  for (const node of tree) {
    if (node === undefined) continue;
    nodes++;
    encryption.add(toHex(node.nodeType === 'leaf' ? node.leaf.hpkePublicKey : node.parent.hpkePublicKey));
    if (node.nodeType === 'parent') continue;
    leaves++;
    signature.add(toHex(node.leaf.signaturePublicKey));
  }
  return encryption.size === nodes && signature.size === leaves;
}

/** As far as credentials name a device. */
function devicesAreUnique(tree: RatchetTree): boolean {
  const devices = tree.flatMap((node) => (node?.nodeType === 'leaf' ? (deviceOf(node.leaf.credential) ?? []) : []));
  return new Set(devices).size === devices.length;
}

async function checkLeaf(
  leaf: LeafNode,
  index: number,
  context: GroupContext,
  { authService }: ClientConfig,
  suite: CipherSuite,
): Promise<void> {
  check(await verifyLeafNodeSignature(leaf, context.groupId, index, suite.signature), `the signature of leaf ${index} does not verify`);
  check(
    await authService.validateCredential(leaf.credential, leaf.signaturePublicKey),
    `the credential of leaf ${index} is not for its key`,
  );
}
