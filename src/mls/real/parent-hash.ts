/**
 * Parent hashes (RFC 9420 §7.9.2): every node that is not blank must descend from an update path, as the parent hash in some
 * node below it shows. So nobody can put in a key for which a subtree's members did not vouch.
 */
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { parentHashInputEncoder } from 'ts-mls/parentHash.js';
import type { ParentNode } from 'ts-mls/parentNode.js';
import { type Node, type RatchetTree, resolution } from 'ts-mls/ratchetTree.js';
import { left, type NodeIndex, right, toNodeIndex } from 'ts-mls/treemath.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { originalSubtreeHash } from './tree-hash.js';
import { covers } from './unmerged-leaves.js';

const encodeInput = encode(parentHashInputEncoder);

/** Whether the parent at this index is parent-hash valid with respect to a descendant. `hashes` are the tree's `subtreeHashes`. */
export function isParentHashValid(
  tree: RatchetTree,
  hashes: readonly Uint8Array[],
  index: number,
  parent: ParentNode,
  suite: CipherSuite,
): boolean {
  const children = [left(toNodeIndex(index)), right(toNodeIndex(index))] as const;
  return (
    isChained(tree, hashes, parent, children[0], children[1], suite) || isChained(tree, hashes, parent, children[1], children[0], suite)
  );
}

/** Whether some node of `child`'s resolution vouches for `parent`, and all others of it are leaves added since. */
function isChained(
  tree: RatchetTree,
  hashes: readonly Uint8Array[],
  parent: ParentNode,
  child: NodeIndex,
  sibling: NodeIndex,
  suite: CipherSuite,
): boolean {
  const nodes = resolution(tree, child);
  const expected = parentHash(tree, hashes, parent, sibling, suite);
  const voucher = nodes.find((candidate) => {
    const claimed = parentHashIn(tree[candidate]);
    return claimed !== undefined && bytesEqual(claimed, expected);
  });
  if (voucher === undefined) return false;
  const others = nodes.filter((node) => node !== voucher);
  const addedSince = parent.unmergedLeaves.map((leaf) => 2 * leaf).filter((index) => covers(child, index));
  return others.length === addedSince.length && others.every((node, i) => node === addedSince[i]);
}

function parentHash(
  tree: RatchetTree,
  hashes: readonly Uint8Array[],
  parent: ParentNode,
  sibling: NodeIndex,
  suite: CipherSuite,
): Uint8Array {
  const added = new Set(parent.unmergedLeaves.filter((leaf) => covers(sibling, 2 * leaf)));
  const current = hashes[sibling];
  const originalSiblingTreeHash = added.size === 0 && current !== undefined ? current : originalSubtreeHash(tree, sibling, added, suite);
  return suite.digest(encodeInput({ encryptionKey: parent.hpkePublicKey, parentHash: parent.parentHash, originalSiblingTreeHash }));
}

function parentHashIn(node: Node | undefined): Uint8Array | undefined {
  if (node?.nodeType === 'parent') return node.parent.parentHash;
  return node?.leaf.leafNodeSource === 'commit' ? node.leaf.parentHash : undefined;
}
