/** The update path of a commit (RFC 9420 §7.4-§7.6): who makes one knows all its secrets, each other member those from the first node above both. */
import type { NodeKey } from './group-state.js';
import type { PublicGroup, UpdatePath, UpdatePathNode } from './public-group.js';
import { filteredDirectPath, type RatchetTree } from './ratchet-tree.js';
import { PathSecret, type PrivateKey, Sealed } from './secrets.js';
import { covers, nodeOfLeaf } from './tree-math.js';

export interface MadePath {
  readonly nodes: readonly UpdatePathNode[];
  /** By node, upwards. */
  readonly secrets: ReadonlyMap<number, PathSecret>;
  readonly leafKey: PrivateKey;
  readonly privateKeys: readonly NodeKey[];
  readonly commitSecret: PathSecret;
}

/**
 * A path from a leaf up.
 * @param tree that after the commit's proposals
 * @param added the leaves that the commit adds: they learn their secret from the Welcome, and nothing is sealed to them here
 */
export function makePath(tree: RatchetTree, leaf: number, added: readonly number[]): MadePath {
  const newcomers = new Set(added.map(nodeOfLeaf));
  let secret = new PathSecret();
  const leafKey = secret.nodeKey;
  const secrets = new Map<number, PathSecret>();
  const nodes = filteredDirectPath(tree, leaf).map(({ node, resolution }): UpdatePathNode => {
    secret = secret.next;
    secrets.set(node, secret);
    const sealed = new Map<number, Sealed<PathSecret>>();
    for (const index of resolution) {
      const publicKey = newcomers.has(index) ? undefined : tree[index]?.publicKey;
      if (publicKey !== undefined) sealed.set(index, new Sealed(publicKey, secret));
    }
    return { node, publicKey: secret.nodeKey.publicKey, sealed };
  });
  const privateKeys = [[nodeOfLeaf(leaf), leafKey] as const, ...[...secrets].map(([node, { nodeKey }]) => [node, nodeKey] as const)];
  return { nodes, secrets, leafKey, privateKeys, commitSecret: secret.next };
}

/** What the one at a leaf learns from a path that others made; undefined: it holds no key that the path is sealed to. */
export function openPath({ nodes }: UpdatePath, leaf: number, held: Iterable<NodeKey>) {
  const shared = nodes.findIndex(({ node }) => covers(node, nodeOfLeaf(leaf)));
  for (const [node, key] of held) {
    const secret = nodes[shared]?.sealed.get(node)?.open(key);
    if (secret !== undefined) return secretsFrom(nodes.slice(shared), secret);
  }
  return undefined;
}

/** What a newcomer learns from the secret of the lowest node above both it and the committer. */
export function pathOfNewcomer({ tree }: PublicGroup, signer: number, leaf: number, secret: PathSecret): readonly NodeKey[] {
  const path = filteredDirectPath(tree, signer);
  return secretsFrom(
    path.filter(({ node }) => covers(node, nodeOfLeaf(leaf))),
    secret,
  ).privateKeys;
}

/** The secret of the lowest node of a path above another member's leaf. */
export function secretAbove(leaf: number, { secrets }: MadePath): PathSecret {
  for (const [node, secret] of secrets) if (covers(node, nodeOfLeaf(leaf))) return secret;
  throw new Error(`the path leaves out leaf ${leaf}`);
}

/** From the lowest node on, whose secret is known. */
function secretsFrom(nodes: readonly { readonly node: number }[], lowest: PathSecret) {
  let secret = lowest;
  const privateKeys: NodeKey[] = [];
  for (const { node } of nodes) {
    privateKeys.push([node, secret.nodeKey]);
    secret = secret.next;
  }
  return { privateKeys, commitSecret: secret };
}
