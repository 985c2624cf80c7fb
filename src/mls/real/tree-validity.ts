/** The checks of a ratchet tree that somebody else sent (RFC 9420 §12.4.3.1, "Verify the integrity of the ratchet tree", and §7.3). */
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { type LeafNode, verifyLeafNodeSignature } from 'ts-mls/leafNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { decodeRequiredCapabilities, type RequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { isLeaf, rootFromNodeWidth, toNodeIndex } from 'ts-mls/treemath.js';
import { bytesEqual, toHex } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
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
  for (const [index, node] of tree.entries()) {
    if (node?.nodeType === 'parent')
      check(isParentHashValid(tree, hashes, index, node.parent, suite), `no descendant vouches for parent node ${index}`);
    if (node?.nodeType === 'leaf') await checkLeaf(node.leaf, index / 2, context, config, suite);
  }
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
  const { capabilities, extensions } = leaf;
  const supported = extensionsSupportedByCapabilities([...context.extensions, ...extensions], capabilities);
  check(supported, `leaf ${index} does not support an extension in use`);
  // Every credential is basic, or the check above refused it.
  check(capabilities.credentials.includes('basic'), `leaf ${index} does not support the others' credentials`);
  const required = requiredCapabilities(context);
  const capable =
    required.extensionTypes.every((type) => capabilities.extensions.includes(type)) &&
    required.proposalTypes.every((type) => capabilities.proposals.includes(type)) &&
    required.credentialTypes.every((type) => capabilities.credentials.includes(type));
  check(capable, `leaf ${index} lacks a required capability`);
}

function requiredCapabilities({ extensions }: GroupContext): RequiredCapabilities {
  const extension = extensions.find(({ extensionType }) => extensionType === 'required_capabilities');
  if (extension === undefined) return { extensionTypes: [], proposalTypes: [], credentialTypes: [] };
  const decoded = decodeRequiredCapabilities(extension.extensionData, 0);
  check(decoded !== undefined, 'the required capabilities do not decode');
  return decoded[0];
}
