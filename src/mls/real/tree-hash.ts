/** Tree hashes (RFC 9420 §7.8), of every subtree at once: parent hashes need them all. */
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafNodeHashInputEncoder, parentNodeHashInputEncoder } from 'ts-mls/treeHash.js';
import { isLeaf, left, nodeToLeafIndex, right, rootFromNodeWidth, toNodeIndex } from 'ts-mls/treemath.js';
import type { CipherSuite } from './cipher-suite.js';

const encodeLeaf = encode(leafNodeHashInputEncoder);
const encodeParent = encode(parentNodeHashInputEncoder);

/** The hash of the subtree under each node, by node index. */
export function subtreeHashes(tree: RatchetTree, suite: CipherSuite): readonly Uint8Array[] {
  const hashes: Uint8Array[] = new Array(tree.length);
  hashSubtree(tree, rootFromNodeWidth(tree.length), new Set(), suite, hashes);
  return hashes;
}

/** The tree hash that a group context names: the root's. */
export const treeHash = (tree: RatchetTree, suite: CipherSuite): Uint8Array =>
  hashSubtree(tree, rootFromNodeWidth(tree.length), new Set(), suite);

/** The hash that the subtree under a node had before the given leaves were added (RFC 9420 §7.9, "original tree hash"). */
export const originalSubtreeHash = (tree: RatchetTree, index: number, added: ReadonlySet<number>, suite: CipherSuite): Uint8Array =>
  hashSubtree(tree, index, added, suite);

function hashSubtree(
  tree: RatchetTree,
  index: number,
  without: ReadonlySet<number>,
  suite: CipherSuite,
  hashes: Uint8Array[] = [],
): Uint8Array {
  const hash = suite.digest(
    isLeaf(toNodeIndex(index)) ? leafInput(tree, index, without) : parentInput(tree, index, without, suite, hashes),
  );
  hashes[index] = hash;
  return hash;
}

function leafInput(tree: RatchetTree, index: number, without: ReadonlySet<number>): Uint8Array {
  const leafIndex = nodeToLeafIndex(toNodeIndex(index));
  const node = tree[index];
  return encodeLeaf({
    nodeType: 'leaf',
    leafIndex,
    leafNode: node?.nodeType === 'leaf' && !without.has(leafIndex) ? node.leaf : undefined,
  });
}

function parentInput(tree: RatchetTree, index: number, without: ReadonlySet<number>, suite: CipherSuite, hashes: Uint8Array[]): Uint8Array {
  const node = tree[index];
  const parent = node?.nodeType === 'parent' ? node.parent : undefined;
  const nodeIndex = toNodeIndex(index);
  return encodeParent({
    nodeType: 'parent',
    parentNode: parent && { ...parent, unmergedLeaves: parent.unmergedLeaves.filter((leaf) => !without.has(leaf)) },
    leftHash: hashSubtree(tree, left(nodeIndex), without, suite, hashes),
    rightHash: hashSubtree(tree, right(nodeIndex), without, suite, hashes),
  });
}
