/**
 * Processing somebody else's commit (RFC 9420 §12.4.2), in three steps: what any member can tell of it, what only we can, and
 * the next epoch, which follows from both. The first and the last come out the same for all, and are shared.
 *
 * Written on ts-mls's modules instead of its `processPrivateMessage`, which tells neither sender nor whether there was a
 * path, fails with an internal error where a commit removes us and fills our leaf again, and derives a commit secret other
 * than the RFC's (`path-keys.ts`).
 */
import { type ClientState, throwIfDefined, validateLeafNodeUpdateOrCommit } from 'ts-mls/clientState.js';
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js';
import type { FramedContentCommit } from 'ts-mls/framedContent.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { filteredDirectPathAndCopathResolution, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafToNodeIndex, toLeafIndex } from 'ts-mls/treemath.js';
import type { ProposalWithSender } from 'ts-mls/unappliedProposals.js';
import { applyUpdatePath, type UpdatePath } from 'ts-mls/updatePath.js';
import { bytesEqual } from './bytes.js';
import { checkCapable, demandsOf } from './capabilities.js';
import type { CipherSuite } from './cipher-suite.js';
import { type AppliedProposals, applied, referencesIn } from './committed-proposals.js';
import { deviceOf } from './credentials.js';
import { check, Refusal } from './failure.js';
import { type MemberState, memberState } from './member-state.js';
import { nextEpoch } from './next-epoch.js';
import { type OpenedMessage, openMessage } from './open-message.js';
import { type PathKeys, pathKeys, privatePath } from './path-keys.js';
import { digest, type Sharing, unshared } from './sharing.js';
import { treeHash } from './tree-hash.js';
import { treeKeysAreUnique } from './tree-validity.js';

export interface AppliedCommit {
  /** The committer's leaf index. */
  readonly sender: number;
  /** Of the proposals that it takes up. */
  readonly references: readonly string[];
  /** Undefined: the commit removed us. */
  readonly next: MemberState | undefined;
}

/** Throws: a Refusal for what we can name, anything for what does not verify. */
export async function processCommit(
  old: MemberState,
  bytes: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing = unshared,
): Promise<AppliedCommit> {
  const opened = await openMessage(old, bytes, 'commit', suite, sharing);
  const references = opened.content.contentType === 'commit' ? referencesIn(opened.content.commit.proposals) : [];
  checkReferences(old, references);
  const { keySchedule, groupContext } = old;
  const read = { objects: [keySchedule, groupContext], digest: opened.digest };
  const commit = await sharing.once('commit', read, () => readCommit(old, opened, suite));
  const { sender } = commit;
  if (commit.removed.has(old.privatePath.leafIndex)) return { sender, references, next: undefined };
  const own = await ownKeys(old, commit, suite, sharing);
  const source = { objects: [keySchedule, commit], digest: digest(own.commitSecret) };
  const { view } = await sharing.onceInto('next epoch', source, async () => {
    const next = await nextEpoch(old, { ...commit, commitSecret: own.commitSecret }, suite, sharing);
    check(bytesEqual(next.view.confirmationTag, commit.confirmationTag), 'the confirmation tag does not verify');
    return { view: next.view };
  });
  const { privatePath: path } = own;
  const next = memberState(view, { privatePath: path, signatureKey: old.signaturePrivateKey, config: old.clientConfig });
  return { sender, references, next };
}

/** A commit as far as any member of the epoch can tell: equal for all that hold the proposals it refers to. */
interface ReadCommit {
  readonly sender: number;
  readonly content: FramedContentCommit;
  readonly signature: Uint8Array;
  /** As the commit has it: nobody has checked it yet. */
  readonly confirmationTag: Uint8Array;
  /** The leaves that it removes. Whoever was there cannot know the next epoch's secrets, also if the leaf is filled again. */
  readonly removed: ReadonlySet<number>;
  /** The nodes of the leaves that it adds. */
  readonly newLeaves: readonly ReturnType<typeof leafToNodeIndex>[];
  readonly tree: RatchetTree;
  /** The old epoch's context with the new epoch's extensions and tree hash. */
  readonly provisional: GroupContext;
  readonly pskSecret: Uint8Array;
}

async function readCommit(old: ClientState, { sender, content, auth }: OpenedMessage, suite: CipherSuite): Promise<ReadCommit> {
  check(content.contentType === 'commit' && auth.contentType === 'commit', 'the content is not a commit');
  const { commit } = content;
  const proposed = await applied(old, commit.proposals, toLeafIndex(sender), suite);
  const { context, proposals, added, pskSecret } = proposed;
  check(commit.path !== undefined || !needsPath(proposals), 'the commit lacks the update path that its proposals require');
  const tree = commit.path === undefined ? proposed.tree : await withPath(old, sender, commit.path, proposed, suite);
  check(treeKeysAreUnique(tree), 'a key stands twice in the new tree');
  return {
    sender,
    content,
    signature: auth.signature,
    confirmationTag: auth.confirmationTag,
    removed: new Set(proposals.flatMap(({ proposal }) => ('remove' in proposal ? [proposal.remove.removed] : []))),
    newLeaves: added.map(([leaf]) => leafToNodeIndex(leaf)),
    tree,
    provisional: { ...context, treeHash: treeHash(tree, suite) },
    pskSecret,
  };
}

/** Throws a Refusal if the commit refers to a proposal that the state does not hold. */
function checkReferences(old: ClientState, references: readonly string[]): void {
  if (references.some((reference) => old.unappliedProposals[reference] === undefined))
    throw new Refusal('unknown_proposal', 'the commit refers to a proposal that we do not have');
}

/** Which proposals require a path (RFC 9420 §12.4, §17.4); a commit without any does too. */
function needsPath(proposals: readonly ProposalWithSender[]): boolean {
  return (
    proposals.length === 0 ||
    proposals.some(({ proposal: { proposalType } }) => proposalType !== 'add' && proposalType !== 'psk' && proposalType !== 'reinit')
  );
}

async function withPath(
  old: ClientState,
  sender: number,
  path: UpdatePath,
  { tree, context, added }: AppliedProposals,
  suite: CipherSuite,
): Promise<RatchetTree> {
  checkLengths(path, tree, sender, added);
  throwIfDefined(await validateLeafNodeUpdateOrCommit(path.leafNode, sender, context, old.clientConfig.authService, suite.signature));
  checkCapable(path.leafNode, `leaf ${sender}`, demandsOf(context.extensions));
  const before = tree[2 * sender];
  const sameDevice = before?.nodeType === 'leaf' && deviceOf(before.leaf.credential) === deviceOf(path.leafNode.credential);
  check(sameDevice, 'the commit makes its author another device');
  return applyUpdatePath(tree, toLeafIndex(sender), path, suite.hash);
}

/** Each node's secret is sealed to its copath child's resolution, without the leaves that the commit adds, and to no more (RFC 9420 §7.6). */
function checkLengths(path: UpdatePath, tree: RatchetTree, sender: number, added: AppliedProposals['added']): void {
  const newLeaves = new Set(added.map(([leaf]) => leafToNodeIndex(leaf)));
  const recipients = filteredDirectPathAndCopathResolution(toLeafIndex(sender), tree).map(
    ({ resolution }) => resolution.filter((node) => !newLeaves.has(node)).length,
  );
  const sealed = path.nodes.map(({ encryptedPathSecret }) => encryptedPathSecret.length);
  const fits = sealed.length === recipients.length && sealed.every((count, level) => count === recipients[level]);
  check(fits, `the path is sealed to ${sealed.join(', ')} keys, where ${recipients.join(', ')} need it`);
}

interface OwnKeys {
  readonly privatePath: ClientState['privatePath'];
  readonly commitSecret: Uint8Array;
}

/** Our share of a commit: the secret sealed for us, the keys that follow from it, and the commit secret. */
async function ownKeys(old: MemberState, commit: ReadCommit, suite: CipherSuite, sharing: Sharing): Promise<OwnKeys> {
  const held = heldKeys(old, commit);
  const { path } = commit.content.commit;
  const keys = path === undefined ? noKeys(suite) : await openPath(held, commit, path, suite, sharing);
  return { privatePath: privatePath(commit.tree, held.leafIndex, held.privateKeys, keys.privateKeys), commitSecret: keys.commitSecret };
}

/** The keys from before the commit's path: if it takes up an Update of ours, with that leaf's key. */
function heldKeys({ privatePath, updateKeys = {} }: MemberState, { content }: ReadCommit): ClientState['privatePath'] {
  for (const reference of referencesIn(content.commit.proposals)) {
    const key = updateKeys[reference];
    if (key === undefined) continue;
    const { leafIndex, privateKeys } = privatePath;
    return { leafIndex, privateKeys: { ...privateKeys, [leafToNodeIndex(toLeafIndex(leafIndex))]: key } };
  }
  return privatePath;
}

/** The secret sealed for us opens under the next epoch's number and tree hash, the rest of the context as it was (RFC 9420 §12.4.2). */
async function openPath(
  held: ClientState['privatePath'],
  { sender, tree, provisional, newLeaves }: ReadCommit,
  path: UpdatePath,
  suite: CipherSuite,
  sharing: Sharing,
): Promise<PathKeys> {
  const context = { ...provisional, epoch: provisional.epoch + 1n };
  const opened = await applyUpdatePathSecret(tree, held, toLeafIndex(sender), context, path, [...newLeaves], suite);
  return pathKeys(tree, sender, opened.nodeIndex, opened.pathSecret, suite, sharing);
}

/** Without a path the commit secret is all zeros (RFC 9420 §12.4.2). */
const noKeys = (suite: CipherSuite): PathKeys => ({ privateKeys: {}, commitSecret: new Uint8Array(suite.kdf.size) });
