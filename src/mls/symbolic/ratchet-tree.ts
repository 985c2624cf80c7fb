/**
 * The ratchet tree (RFC 9420 §4, §7): whose leaf stands where, which nodes are blank, which leaves are unmerged where, and
 * which public key each node has. Its shape says to whom a path secret is sealed, and how long every message is.
 */
import type { DeviceId } from '../../names.js';
import type { PublicKey } from './secrets.js';
import { copathChild, directPath, isLeafNode, leftOf, nodeOfLeaf, rightOf, rootOf } from './tree-math.js';

export interface Leaf {
  readonly kind: 'leaf';
  readonly device: DeviceId;
  readonly publicKey: PublicKey;
  /** The encoded LeafNode, in bytes. */
  readonly size: number;
}

export interface Parent {
  readonly kind: 'parent';
  readonly publicKey: PublicKey;
  /** Not that of the topmost node of a path. */
  readonly hasParentHash: boolean;
  /** The leaves added below it since its key was made, in increasing order. */
  readonly unmerged: readonly number[];
}

export type TreeNode = Leaf | Parent;
/** By node index; undefined: blank. */
export type RatchetTree = readonly (TreeNode | undefined)[];

/** A leaf that a new node takes. */
export interface Updated {
  readonly leaf: number;
  readonly node: Leaf;
}

/** What proposals do to a tree. */
export interface TreeChanges {
  readonly updated: readonly Updated[];
  /** Leaves. */
  readonly removed: readonly number[];
  readonly added: readonly { readonly leaf: Leaf }[];
}

/** A node of a filtered direct path, with the resolution of its child on the copath: those who need the secret. */
export interface PathStep {
  readonly node: number;
  readonly resolution: readonly number[];
}

export function leafAt(tree: RatchetTree, leaf: number): Leaf | undefined {
  const node = tree[nodeOfLeaf(leaf)];
  return node?.kind === 'leaf' ? node : undefined;
}

/** Each member with its leaf, in leaf order. */
export function members(tree: RatchetTree): readonly (readonly [device: DeviceId, leaf: number])[] {
  return tree.flatMap((node, index) => (node?.kind === 'leaf' ? [[node.device, index / 2] as const] : []));
}

/** The nodes that together cover every member below a node who can be reached by a key (RFC 9420 §4.1.1). */
export function resolution(tree: RatchetTree, index: number): readonly number[] {
  const node = tree[index];
  if (node?.kind === 'leaf') return [index];
  if (node?.kind === 'parent') return [index, ...node.unmerged.map(nodeOfLeaf)];
  return isLeafNode(index) ? [] : [...resolution(tree, leftOf(index)), ...resolution(tree, rightOf(index))];
}

/** The direct path of a leaf without the nodes whose copath child has no member below (RFC 9420 §4.1.2), upwards. */
export function filteredDirectPath(tree: RatchetTree, leaf: number): readonly PathStep[] {
  const steps = directPath(leaf, tree.length).map((node) => ({
    node,
    resolution: resolution(tree, copathChild(node, nodeOfLeaf(leaf))),
  }));
  return steps.filter((step) => step.resolution.length > 0);
}

/** The tree after leaves were updated, then some removed, and then others added (RFC 9420 §12.3), with where those stand. */
export function withProposals(tree: RatchetTree, { updated, removed, added }: TreeChanges) {
  const draft = tree.slice();
  const replace = (leaf: number, by: Leaf | undefined): void => {
    draft[nodeOfLeaf(leaf)] = by;
    for (const node of directPath(leaf, tree.length)) draft[node] = undefined;
  };
  for (const { leaf, node } of updated) replace(leaf, node);
  for (const leaf of removed) replace(leaf, undefined);
  truncate(draft);
  return { addedAt: added.map(({ leaf }) => addLeaf(draft, leaf)), tree: draft as RatchetTree };
}

/** The tree after a commit's path (RFC 9420 §7.5): new keys on it, and what lies on the direct path and not on it blank. */
export function withPath(
  tree: RatchetTree,
  leaf: number,
  own: Leaf,
  nodes: readonly (readonly [node: number, key: PublicKey])[],
): RatchetTree {
  const draft = tree.slice();
  for (const node of directPath(leaf, tree.length)) draft[node] = undefined;
  draft[nodeOfLeaf(leaf)] = own;
  const top = nodes.at(-1)?.[0];
  for (const [node, publicKey] of nodes) draft[node] = { kind: 'parent', publicKey, hasParentHash: node !== top, unmerged: [] };
  return draft;
}

/** The leftmost blank leaf is taken, or the tree doubled (RFC 9420 §7.7, §12.1.1). */
function addLeaf(draft: (TreeNode | undefined)[], added: Leaf): number {
  let index = 0;
  while (index < draft.length && draft[index] !== undefined) index += 2;
  if (index >= draft.length) draft.length = 2 * draft.length + 1;
  draft[index] = added;
  const leaf = index / 2;
  for (const above of directPath(leaf, draft.length)) {
    const node = draft[above];
    if (node?.kind === 'parent') draft[above] = { ...node, unmerged: [...node.unmerged, leaf] };
  }
  return leaf;
}

/** As long as nobody is in its right half, that is cut off (RFC 9420 §7.7). */
function truncate(draft: (TreeNode | undefined)[]): void {
  while (draft.length > 1 && draft.findLastIndex((node) => node !== undefined) < rootOf(draft.length)) draft.length = rootOf(draft.length);
}
