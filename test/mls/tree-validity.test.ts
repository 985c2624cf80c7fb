/** What a newcomer checks of the tree in its Welcome (RFC 9420 §12.4.3.1), and what a path's secrets lead to (§7.4, §7.5). */
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { type LeafNode, signLeafNodeCommit } from 'ts-mls/leafNode.js';
import type { ParentNode } from 'ts-mls/parentNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { rootFromNodeWidth, toLeafIndex } from 'ts-mls/treemath.js';
import { createUpdatePath } from 'ts-mls/updatePath.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeIdentity } from '../../src/mls/credential.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { isParentHashValid } from '../../src/mls/real/parent-hash.js';
import { pathKeys } from '../../src/mls/real/path-keys.js';
import { subtreeHashes, treeHash } from '../../src/mls/real/tree-hash.js';
import { checkTree } from '../../src/mls/real/tree-validity.js';
import { covers } from '../../src/mls/real/unmerged-leaves.js';
import { Devices, device, entropyFor, mlsOf, suiteName } from './devices.js';

const suites = cipherSuites(suiteName);
/** Of 8 leaves, all taken: 0-3 under node 3, 4-7 under node 11, which lists leaf 7 as unmerged, all under node 7. */
let tree: RatchetTree;
let context: GroupContext;
let signatureKeyOf0: Uint8Array;

beforeAll(async () => {
  const devices = await Devices.create(8, 7);
  for (const author of [1, 2, 4, 6]) await devices.commit(author);
  await devices.commit(0, { add: [7] });
  ({ ratchetTree: tree, groupContext: context } = mlsOf(devices.member(3).state));
  signatureKeyOf0 = mlsOf(devices.member(0).state).signaturePrivateKey;
});

const parentAt = (index: number): ParentNode => {
  const node = tree[index];
  return node?.nodeType === 'parent' ? node.parent : expect.fail(`no parent at ${index}`);
};
const leafAt = (index: number): LeafNode => {
  const node = tree[2 * index];
  return node?.nodeType === 'leaf' ? node.leaf : expect.fail(`no leaf at ${index}`);
};
const withParent = (index: number, change: Partial<ParentNode>): RatchetTree =>
  tree.with(index, { nodeType: 'parent', parent: { ...parentAt(index), ...change } });
const withLeaf = (index: number, change: Partial<Pick<LeafNode, 'signature' | 'signaturePublicKey'>>): RatchetTree =>
  tree.with(2 * index, { nodeType: 'leaf', leaf: { ...leafAt(index), ...change } });
const parentHashOf = (index: number): Uint8Array => {
  const leaf = leafAt(index);
  return leaf.leafNodeSource === 'commit' ? leaf.parentHash : expect.fail('the leaf has not committed');
};
/** The context is made to fit the tree's hash, so that only the check in question can refuse. */
const checked = (changed: RatchetTree): Promise<void> =>
  checkTree(changed, { ...context, treeHash: treeHash(changed, suites.drawingNothing) }, suites.drawingNothing);

describe('a tree from a Welcome', () => {
  it('should be accepted as it is, with the hash that the group agreed on', async () => {
    expect(parentAt(11).unmergedLeaves).toEqual([7]);
    await checkTree(tree, context, suites.drawingNothing);
    await expect(checkTree(tree, { ...context, treeHash: new Uint8Array(32) }, suites.drawingNothing)).rejects.toThrow('tree hash');
  });

  it("should be refused if somebody put in a key of their own, or another's", async () => {
    const planted = Uint8Array.from({ length: 32 }, () => 9);
    for (const index of [3, 7, 11])
      await expect(checked(withParent(index, { hpkePublicKey: planted })), `${index}`).rejects.toThrow('vouches');
    await expect(checked(withParent(3, { hpkePublicKey: parentAt(7).hpkePublicKey }))).rejects.toThrow('twice');
    await expect(checked(withLeaf(1, { signaturePublicKey: leafAt(2).signaturePublicKey }))).rejects.toThrow('twice');
  });

  it('should be refused if a leaf is not signed by its owner, or stands elsewhere than it says', async () => {
    const swapped = tree.with(4, tree[8]).with(8, tree[4]);
    await expect(checked(withLeaf(0, { signature: leafAt(1).signature }))).rejects.toThrow('signature of leaf 0');
    await expect(checked(swapped)).rejects.toThrow(/vouches|signature/);
    await expect(checked(tree.with(1, tree[0]))).rejects.toThrow('where a parent should');
  });

  it('should be refused if a leaf has a credential for another key, or lacks what the group requires', async () => {
    const identity = encodeIdentity({ device: device(0), signatureKey: leafAt(1).signaturePublicKey });
    const tbs = { ...leafAt(0), leafNodeSource: 'commit' as const, parentHash: parentHashOf(0), groupId: context.groupId, leafIndex: 0 };
    const credential = { credentialType: 'basic' as const, identity };
    const leaf = await signLeafNodeCommit({ ...tbs, credential }, signatureKeyOf0, suites.drawingNothing.signature);
    const required = encodeRequiredCapabilities({ extensionTypes: [0xf001], proposalTypes: [], credentialTypes: [] });
    const demanding = { ...context, extensions: [{ extensionType: 'required_capabilities' as const, extensionData: required }] };
    await expect(checked(tree.with(0, { nodeType: 'leaf', leaf }))).rejects.toThrow('credential of leaf 0');
    await expect(checkTree(tree, demanding, suites.drawingNothing)).rejects.toThrow('lacks a required capability');
  });

  it('should be refused if a device stands in it twice', async () => {
    const identity = encodeIdentity({ device: device(3), signatureKey: leafAt(0).signaturePublicKey });
    const tbs = { ...leafAt(0), leafNodeSource: 'commit' as const, parentHash: parentHashOf(0), groupId: context.groupId, leafIndex: 0 };
    const credential = { credentialType: 'basic' as const, identity };
    const leaf = await signLeafNodeCommit({ ...tbs, credential }, signatureKeyOf0, suites.drawingNothing.signature);
    await expect(checked(tree.with(0, { nodeType: 'leaf', leaf }))).rejects.toThrow('a device stands twice');
  });

  it('should be refused if the group has an extension twice, or a leaf does', async () => {
    const [required, encrypted] = context.extensions;
    if (required === undefined || encrypted === undefined) expect.fail('no extensions');
    const double = { ...context, extensions: [required, encrypted, encrypted] };
    await expect(checkTree(tree, double, suites.drawingNothing)).rejects.toThrow('twice');
    const twice = Array.from({ length: 2 }, () => ({ extensionType: 0x000a, extensionData: new Uint8Array() }));
    const tbs = { ...leafAt(0), leafNodeSource: 'commit' as const, parentHash: parentHashOf(0), groupId: context.groupId, leafIndex: 0 };
    const leaf = await signLeafNodeCommit({ ...tbs, extensions: twice }, signatureKeyOf0, suites.drawingNothing.signature);
    await expect(checked(tree.with(0, { nodeType: 'leaf', leaf }))).rejects.toThrow('an extension of leaf 0');
  });

  it.each([
    ['a leaf outside the subtree', 3, [7]],
    ['a leaf that a node in between does not list', 7, [4]],
    ['leaves out of order', 11, [7, 6]],
    ['a leaf twice', 11, [7, 7]],
  ])('should be refused if a parent lists as unmerged %s', async (_, index, unmergedLeaves) => {
    await expect(checked(withParent(index, { unmergedLeaves }))).rejects.toThrow('unmerged');
  });

  it('should be refused if a parent lists as unmerged a blank leaf, or one that its path did include', async () => {
    await expect(checked(tree.with(14, undefined))).rejects.toThrow('unmerged');
    await expect(checked(withParent(11, { unmergedLeaves: [] }))).rejects.toThrow('vouches');
    await expect(checked(withParent(11, { unmergedLeaves: [6, 7] }))).rejects.toThrow('vouches');
  });
});

describe('a parent hash', () => {
  it('should vouch for a parent only if all others below were added since', () => {
    const hashes = subtreeHashes(tree, suites.drawingNothing);
    const valid = (unmergedLeaves: number[]): boolean =>
      isParentHashValid(tree, hashes, 11, { ...parentAt(11), unmergedLeaves }, suites.drawingNothing);
    expect(valid([7])).toBe(true);
    // The last to commit below node 11 was leaf 6, before leaf 7 came.
    expect([[], [6], [6, 7], [5]].map(valid)).toEqual([false, false, false, false]);
  });
});

describe('a node', () => {
  it('should cover what lies under it in the array of the tree (RFC 9420, appendix C)', () => {
    const under = (ancestor: number): readonly number[] =>
      Array.from({ length: 15 }, (_, index) => index).filter((index) => covers(ancestor, index));
    expect(under(7)).toEqual(Array.from({ length: 15 }, (_, index) => index));
    expect(under(11)).toEqual([8, 9, 10, 11, 12, 13, 14]);
    expect(under(5)).toEqual([4, 5, 6]);
    expect(under(6)).toEqual([6]);
  });
});

describe('a path', () => {
  it('should end in the commit secret right after its last node, also if the root above is blank', async () => {
    const devices = await Devices.create(8, 8);
    await devices.commit(6, { remove: [0, 1, 2, 3] });
    const { ratchetTree, groupContext, signaturePrivateKey } = mlsOf(devices.member(6).state);
    const suite = suites.drawingFrom(entropyFor('path'));
    const [newTree, , secrets] = await createUpdatePath(ratchetTree, toLeafIndex(6), groupContext, signaturePrivateKey, suite);
    const [lowest, last] = [secrets[0], secrets.at(-1)];
    if (lowest === undefined || last === undefined) expect.fail('no path');

    const { commitSecret } = await pathKeys(newTree, 6, lowest.nodeIndex, lowest.secret, suite);

    expect(newTree[rootFromNodeWidth(newTree.length)]).toBeUndefined();
    expect(commitSecret).toEqual(await deriveSecret(last.secret, 'path', suite.kdf));
    await expect(pathKeys(newTree, 6, lowest.nodeIndex, last.secret, suite)).rejects.toThrow('does not follow');
  });
});
