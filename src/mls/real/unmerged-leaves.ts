/**
 * Unmerged leaves (RFC 9420 §7.1, §12.4.3.1): those added below a parent since its key was made, who do not hold its private
 * key. ts-mls wants all non-blank nodes above such a leaf to list the *same* leaves, which refuses two joins in five; the RFC
 * wants only that those in between list that leaf.
 */
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { directPath, leafWidth, toNodeIndex } from 'ts-mls/treemath.js';

/** Whether every unmerged leaf is a member below the parent that lists it, listed by each non-blank node in between, in increasing order. */
export function unmergedLeavesAreConsistent(tree: RatchetTree): boolean {
  return tree.every(
    (node, index) =>
      node?.nodeType !== 'parent' ||
      node.parent.unmergedLeaves.every(
        (leaf, i, leaves) =>
          leaf > (leaves[i - 1] ?? -1) &&
          tree[2 * leaf]?.nodeType === 'leaf' &&
          covers(index, 2 * leaf) &&
          isListedBelow(tree, index, leaf),
      ),
  );
}

function isListedBelow(tree: RatchetTree, parentIndex: number, leaf: number): boolean {
  const above = directPath(toNodeIndex(2 * leaf), leafWidth(tree.length));
  return above.slice(0, above.indexOf(toNodeIndex(parentIndex))).every((index) => {
    const node = tree[index];
    return node === undefined || (node.nodeType === 'parent' && node.parent.unmergedLeaves.includes(leaf));
  });
}

/** Whether a node lies in the subtree under another (RFC 9420, appendix C: a node of level k has 2ᵏ - 1 indices on either side). */
export function covers(ancestor: number, index: number): boolean {
  const lowestZero = ~ancestor & (ancestor + 1);
  return Math.abs(index - ancestor) < lowestZero;
}
