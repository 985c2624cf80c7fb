/**
 * Processing somebody else's commit (RFC 9420 §12.4.2).
 *
 * Written on ts-mls's modules instead of its `processPrivateMessage`, which tells neither sender nor whether there was a
 * path, fails with an internal error where a commit removes us and fills our leaf again, and derives a commit secret other
 * than the RFC's (`path-keys.ts`).
 */
import {
  type ApplyProposalsResult,
  applyProposals,
  type ClientState,
  throwIfDefined,
  validateLeafNodeUpdateOrCommit,
} from 'ts-mls/clientState.js';
import type { Commit } from 'ts-mls/commit.js';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafToNodeIndex, toLeafIndex } from 'ts-mls/treemath.js';
import { applyUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { check, Refusal } from './failure.js';
import { memberAt } from './group-state.js';
import { nextEpoch } from './next-epoch.js';
import { openMessage } from './open-message.js';
import { type PathKeys, pathKeys, privatePath } from './path-keys.js';
import { treeHash } from './tree-hash.js';
import { treeKeysAreUnique } from './tree-validity.js';

export interface AppliedCommit {
  /** The committer's leaf index. */
  readonly sender: number;
  /** Undefined: the commit removed us. */
  readonly next: ClientState | undefined;
}

/** Throws: a Refusal for what we can name, anything for what does not verify. */
export async function processCommit(old: ClientState, bytes: Uint8Array, suite: CipherSuite): Promise<AppliedCommit> {
  const { sender, content, auth } = await openMessage(old, bytes, 'commit', suite);
  check(content.contentType === 'commit' && auth.contentType === 'commit', 'the content is not a commit');
  const { commit } = content;
  const proposals = inlineProposals(commit);
  const sentByClient = false;
  const applied = await applyProposals(old, commit.proposals, toLeafIndex(sender), emptyPskIndex, sentByClient, suite);
  check(commit.path !== undefined || !needsPath(proposals), 'the commit lacks the update path that its proposals require');
  // Whoever is removed cannot know the next epoch's secrets, nor check the rest; also if the same commit gives its leaf to another.
  if (proposals.some((proposal) => proposal.proposalType === 'remove' && removedLeaf(proposal) === old.privatePath.leafIndex))
    return { sender, next: undefined };

  const moved = await moveTree(old, sender, commit.path, applied, suite);
  const transition = { ...moved, content, signature: auth.signature, pskSecret: applied.pskSecret };
  const { state } = await nextEpoch(old, transition, suite);
  check(bytesEqual(state.confirmationTag, auth.confirmationTag), 'the confirmation tag does not verify');
  return { sender, next: state };
}

/** These rooms have no standing proposals, so a commit that refers to one refers to what we never saw. */
function inlineProposals(commit: Commit): readonly Proposal[] {
  return commit.proposals.map((listed) => {
    if (listed.proposalOrRefType === 'reference')
      throw new Refusal('unknown_proposal', 'the commit refers to a proposal that we do not have');
    return listed.proposal;
  });
}

/** Which proposals require a path (RFC 9420 §12.4, §17.4); a commit without any does too. */
function needsPath(proposals: readonly Proposal[]): boolean {
  return (
    proposals.length === 0 ||
    proposals.some(({ proposalType }) => proposalType !== 'add' && proposalType !== 'psk' && proposalType !== 'reinit')
  );
}

const removedLeaf = (proposal: Proposal): number | undefined => ('remove' in proposal ? proposal.remove.removed : undefined);

interface MovedTree {
  readonly provisional: GroupContext;
  readonly tree: RatchetTree;
  readonly privatePath: ClientState['privatePath'];
  readonly commitSecret: Uint8Array;
}

/** The tree after proposals and path, our private keys in it, and the commit secret. */
async function moveTree(
  old: ClientState,
  sender: number,
  path: UpdatePath | undefined,
  applied: ApplyProposalsResult,
  suite: CipherSuite,
): Promise<MovedTree> {
  check(applied.additionalResult.kind === 'memberCommit', `a commit of the kind "${applied.additionalResult.kind}"`);
  const { addedLeafNodes, extensions } = applied.additionalResult;
  const withExtensions = extensions.length > 0 ? { ...old.groupContext, extensions } : old.groupContext;
  const tree = path === undefined ? applied.tree : await withPath(old, sender, path, applied.tree, withExtensions, suite);
  check(treeKeysAreUnique(tree), 'a key stands twice in the new tree');
  const provisional = { ...withExtensions, treeHash: treeHash(tree) };
  const newLeaves = addedLeafNodes.map(([leaf]) => leafToNodeIndex(leaf));
  const keys = path === undefined ? noKeys(suite) : await openPath(old, sender, path, tree, provisional, newLeaves, suite);
  return {
    provisional,
    tree,
    privatePath: privatePath(tree, old.privatePath.leafIndex, old.privatePath.privateKeys, keys.privateKeys),
    commitSecret: keys.commitSecret,
  };
}

async function withPath(
  old: ClientState,
  sender: number,
  path: UpdatePath,
  tree: RatchetTree,
  context: GroupContext,
  suite: CipherSuite,
): Promise<RatchetTree> {
  throwIfDefined(await validateLeafNodeUpdateOrCommit(path.leafNode, sender, context, old.clientConfig.authService, suite.signature));
  const moved = await applyUpdatePath(tree, toLeafIndex(sender), path, suite.hash);
  check(memberAt(moved, sender) === memberAt(tree, sender), 'the commit makes its author another device');
  return moved;
}

/** Our share of the path: the secret sealed for us opens under the next epoch's number and tree hash, the rest of the context as it was (RFC 9420 §12.4.2). */
async function openPath(
  old: ClientState,
  sender: number,
  path: UpdatePath,
  tree: RatchetTree,
  provisional: GroupContext,
  newLeaves: ReturnType<typeof leafToNodeIndex>[],
  suite: CipherSuite,
): Promise<PathKeys> {
  const context = { ...provisional, epoch: provisional.epoch + 1n };
  const { nodeIndex, pathSecret } = await applyUpdatePathSecret(
    tree,
    old.privatePath,
    toLeafIndex(sender),
    context,
    path,
    newLeaves,
    suite,
  );
  return pathKeys(tree, sender, nodeIndex, pathSecret, suite);
}

/** Without a path the commit secret is all zeros (RFC 9420 §12.4.2). */
const noKeys = (suite: CipherSuite): PathKeys => ({ privateKeys: {}, commitSecret: new Uint8Array(suite.kdf.size) });
