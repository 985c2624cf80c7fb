/**
 * The array of a full binary tree (RFC 9420, appendix C): leaves stand at even indices, a parent between its two subtrees. Trees
 * here have 2ᵈ leaves, so 2ᵈ⁺¹ - 1 nodes.
 */

export const nodeOfLeaf = (leaf: number): number => 2 * leaf;
export const isLeafNode = (node: number): boolean => (node & 1) === 0;

/** The root of a tree of so many nodes. */
export const rootOf = (nodes: number): number => (nodes - 1) / 2;

export const leftOf = (parent: number): number => parent ^ (lowestZero(parent) >> 1);
export const rightOf = (parent: number): number => parent ^ (lowestZero(parent) + (lowestZero(parent) >> 1));

/** Whether a node lies in the subtree under another: a node of level k has 2ᵏ - 1 indices on either side. */
export const covers = (ancestor: number, node: number): boolean => Math.abs(node - ancestor) < lowestZero(ancestor);

/** The nodes above a leaf, the root last. */
export function directPath(leaf: number, nodes: number): number[] {
  const path: number[] = [];
  const root = rootOf(nodes);
  for (let node = nodeOfLeaf(leaf); node !== root; ) {
    node = parentOf(node);
    path.push(node);
  }
  return path;
}

/** The child of `parent` that does not lie above `node`, which is below `parent`. */
export const copathChild = (parent: number, node: number): number => (node < parent ? rightOf(parent) : leftOf(parent));

/** 2ᵏ, for a node of level k. */
const lowestZero = (node: number): number => ~node & (node + 1);

function parentOf(node: number): number {
  const level = lowestZero(node);
  return (node | level) & ~(level << 1);
}
