/**
 * Making a commit (RFC 9420 §12.4.1) without applying it.
 *
 * Written on ts-mls's modules instead of its `createCommit`, because a commit here always carries an update path: the RFC
 * requires one with GroupContextExtensions, where ts-mls makes none, and an Add without one would leave the group's secrets as
 * compromised as they were. And the path is sealed under the context with the *new* extensions; ts-mls seals it under the old
 * one, and nobody can open it.
 */
import type { ClientState } from 'ts-mls/clientState.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { createContentCommitSignature, type FramedContentCommit } from 'ts-mls/framedContent.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { protect } from 'ts-mls/messageProtection.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { leafToNodeIndex, toLeafIndex } from 'ts-mls/treemath.js';
import { createUpdatePath, type PathSecret, type UpdatePath } from 'ts-mls/updatePath.js';
import type { CipherSuite } from './cipher-suite.js';
import { referencesIn, takingUp } from './committed-proposals.js';
import { type Added, createWelcome } from './create-welcome.js';
import { type MemberState, memberState } from './member-state.js';
import { nextEpoch } from './next-epoch.js';
import { type PathKeys, pathKeys, privatePath } from './path-keys.js';
import { type Sharing, unshared } from './sharing.js';
import { treeHash } from './tree-hash.js';
import { treeKeysAreUnique } from './tree-validity.js';

export interface MadeCommit {
  readonly bytes: Uint8Array;
  readonly welcome: Uint8Array | undefined;
  /** Of the proposals that it takes up. */
  readonly references: readonly string[];
  /** The old epoch, with the handshake key of this commit deleted (RFC 9420 §9.2). */
  readonly parent: MemberState;
  readonly next: MemberState;
}

/**
 * A commit of these proposals, and of those that the state holds as far as they go together with them. Throws if one is not
 * valid in this state.
 * @param leaveOut references of held proposals that it must not take up
 */
export async function createCommit(
  old: MemberState,
  own: readonly Proposal[],
  authenticatedData: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing = unshared,
  leaveOut: readonly string[] = [],
): Promise<MadeCommit> {
  const leafIndex = toLeafIndex(old.privatePath.leafIndex);
  const { covered, tree: proposed, context, added, pskSecret } = await takingUp(old, own, leaveOut, suite);
  const { tree, path, pathSecrets, keys } = await makePath(old, proposed, context, added, suite);

  const { signature, framedContent } = await createContentCommitSignature(
    old.groupContext,
    'mls_private_message',
    { proposals: [...covered], path },
    { senderType: 'member', leafIndex },
    authenticatedData,
    old.signaturePrivateKey,
    suite.signature,
  );
  const provisional = { ...context, treeHash: treeHash(tree, suite) };
  const { commitSecret } = keys;
  const transition = { provisional, content: framedContent, signature, tree, commitSecret, pskSecret };
  const epoch = await nextEpoch(old, transition, suite, sharing);
  const next = memberState(epoch.view, {
    privatePath: privatePath(tree, leafIndex, old.privatePath.privateKeys, keys.privateKeys),
    signatureKey: old.signaturePrivateKey,
    config: old.clientConfig,
  });
  const { bytes, secretTree } = await encrypted(old, framedContent, signature, epoch.view.confirmationTag, suite);
  return {
    bytes,
    welcome: added.length > 0 ? await createWelcome(next, epoch, added, pathSecrets, suite) : undefined,
    references: referencesIn(covered),
    parent: { ...old, secretTree },
    next,
  };
}

interface MadePath {
  readonly tree: RatchetTree;
  readonly path: UpdatePath;
  /** From the leaf's parent up. */
  readonly pathSecrets: readonly PathSecret[];
  readonly keys: PathKeys;
}

async function makePath(
  old: ClientState,
  tree: RatchetTree,
  context: GroupContext,
  added: readonly Added[],
  suite: CipherSuite,
): Promise<MadePath> {
  const leafIndex = toLeafIndex(old.privatePath.leafIndex);
  // Drawn here because the commit secret of a group of one follows from it, and `createUpdatePath` does not tell.
  const leafSecret = suite.rng.randomBytes(suite.kdf.size);
  const drawn: CipherSuite = { ...suite, rng: { randomBytes: () => leafSecret } };
  const newLeaves = added.map(([leaf]) => leafToNodeIndex(leaf));
  const made = await createUpdatePath(tree, leafIndex, context, old.signaturePrivateKey, drawn, newLeaves);
  const [newTree, path, pathSecrets, leafKey] = made;
  if (!treeKeysAreUnique(newTree)) throw new TypeError('a key of an added device is in the tree already');
  const [lowest] = pathSecrets;
  const keys =
    lowest === undefined
      ? { privateKeys: {}, commitSecret: await deriveSecret(leafSecret, 'path', suite.kdf) }
      : await pathKeys(newTree, leafIndex, lowest.nodeIndex, lowest.secret, suite);
  const privateKeys = { ...keys.privateKeys, [leafToNodeIndex(leafIndex)]: await suite.hpke.exportPrivateKey(leafKey) };
  return { tree: newTree, path, pathSecrets, keys: { ...keys, privateKeys } };
}

async function encrypted(
  old: ClientState,
  content: FramedContentCommit,
  signature: Uint8Array,
  confirmationTag: Uint8Array,
  suite: CipherSuite,
): Promise<{ readonly bytes: Uint8Array; readonly secretTree: SecretTree }> {
  const { privateMessage, tree } = await protect(
    old.keySchedule.senderDataSecret,
    content.authenticatedData,
    old.groupContext,
    old.secretTree,
    { ...content, auth: { contentType: 'commit', signature, confirmationTag } },
    old.privatePath.leafIndex,
    old.clientConfig.paddingConfig,
    suite,
  );
  return { bytes: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }), secretTree: tree };
}
