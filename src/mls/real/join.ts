/**
 * Joining from a Welcome (RFC 9420 §12.4.3.1), step by step.
 *
 * Written on ts-mls's modules instead of its `joinGroup`, which refuses valid trees (`unmerged-leaves.ts`). Not checked here:
 * that the group is new to us. A device that lost a fork is sent another Welcome to a group it knows (MSC4256, "Commit Conflict
 * Handling").
 */

import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import { verifyConfirmationTag } from 'ts-mls/framedContent.js';
import { type GroupInfo, ratchetTreeFromExtension, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js';
import { deriveKeySchedule } from 'ts-mls/keySchedule.js';
import { type LeafNode, leafNodeEncoder } from 'ts-mls/leafNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafToNodeIndex, toLeafIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor } from 'ts-mls/updatePath.js';
import { decryptGroupInfo, decryptGroupSecrets, type Welcome } from 'ts-mls/welcome.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import type { EpochView } from './epoch-view.js';
import { check } from './failure.js';
import { clientConfig } from './group-parameters.js';
import type { HeldKeyPackage } from './key-package.js';
import { epochView, type MemberState, memberState } from './member-state.js';
import { type PathKeys, pathKeys, privatePath } from './path-keys.js';
import { digest, type Sharing, unshared } from './sharing.js';
import { checkTree } from './tree-validity.js';

/** Throws: a Refusal that names the check, anything for what does not decrypt. */
export async function joinGroup(
  welcome: Welcome,
  own: HeldKeyPackage,
  suite: CipherSuite,
  sharing: Sharing = unshared,
  config: ClientConfig = clientConfig,
): Promise<MemberState> {
  const { publicPackage, privatePackage } = own;
  check(welcome.cipherSuite === publicPackage.cipherSuite, 'the Welcome is for another cipher suite');
  const initKey = await suite.hpke.importPrivateKey(privatePackage.initPrivateKey);
  const secrets = await decryptGroupSecrets(initKey, own.referenceBytes, welcome, suite.hpke);
  check(secrets !== undefined, 'the group secrets do not decode');
  const { joinerSecret, psks, pathSecret } = secrets;
  check(psks.length === 0, 'the Welcome asks for a pre-shared key');
  // All whom a commit adds have the same Welcome and joiner secret.
  const source = { objects: [config], digest: digest(joinerSecret, welcome.encryptedGroupInfo) };
  const { view, signer } = await sharing.onceInto('join', source, () => openWelcome(welcome, joinerSecret, suite, sharing, config));
  const { tree, groupContext } = view;
  check(
    groupContext.cipherSuite === publicPackage.cipherSuite && groupContext.version === publicPackage.version,
    'the group is of another suite or version',
  );
  check(
    extensionsSupportedByCapabilities(groupContext.extensions, publicPackage.leafNode.capabilities),
    'the group uses an extension that we do not support',
  );
  const ownLeaf = leafIndexOf(tree, publicPackage.leafNode);
  check(ownLeaf !== undefined, 'our leaf is not in the tree');
  const path = pathSecret === undefined ? noPath : await pathFrom(tree, ownLeaf, signer, pathSecret, suite, sharing);
  const ownKeys = { [leafToNodeIndex(toLeafIndex(ownLeaf))]: privatePackage.hpkePrivateKey };
  return memberState(view, {
    privatePath: privatePath(tree, ownLeaf, path.privateKeys, ownKeys),
    signatureKey: privatePackage.signaturePrivateKey,
    config,
  });
}

/** The group that a Welcome leads to, checked as far as any newcomer can. */
async function openWelcome(
  welcome: Welcome,
  joinerSecret: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing,
  config: ClientConfig,
): Promise<{ readonly view: EpochView; readonly signer: number }> {
  const noPsk = new Uint8Array(suite.kdf.size);
  const info = await decryptGroupInfo(welcome, joinerSecret, noPsk, suite);
  check(info !== undefined, 'the group info does not decode');
  const { groupContext, confirmationTag, signer } = info;
  const tree = ratchetTreeFromExtension(info);
  check(tree !== undefined, 'the Welcome has no ratchet tree');
  check(await isSignedByMember(info, tree, suite), 'the signature of the group info does not verify');
  await checkTree(tree, groupContext, suite, config);
  const [keySchedule, encryptionSecret] = await deriveKeySchedule(joinerSecret, noPsk, groupContext, suite.kdf);
  const { confirmationKey } = keySchedule;
  const tagVerifies = await verifyConfirmationTag(confirmationKey, confirmationTag, groupContext.confirmedTranscriptHash, suite.hash);
  check(tagVerifies, 'the confirmation tag does not verify');
  return { view: await epochView({ groupContext, tree, keySchedule, confirmationTag }, encryptionSecret, suite, sharing), signer };
}

async function isSignedByMember(info: GroupInfo, tree: RatchetTree, suite: CipherSuite): Promise<boolean> {
  const node = tree[leafToNodeIndex(toLeafIndex(info.signer))];
  return node?.nodeType === 'leaf' && (await verifyGroupInfoSignature(info, node.leaf.signaturePublicKey, suite.signature));
}

function leafIndexOf(tree: RatchetTree, leaf: LeafNode): number | undefined {
  const encoded = encode(leafNodeEncoder)(leaf);
  const index = tree.findIndex(
    (node) =>
      node?.nodeType === 'leaf' &&
      bytesEqual(node.leaf.hpkePublicKey, leaf.hpkePublicKey) &&
      bytesEqual(encode(leafNodeEncoder)(node.leaf), encoded),
  );
  return index < 0 ? undefined : index / 2;
}

const noPath: Pick<PathKeys, 'privateKeys'> = { privateKeys: {} };

function pathFrom(
  tree: RatchetTree,
  ownLeaf: number,
  signer: number,
  pathSecret: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing,
): Promise<PathKeys> {
  const shared = firstCommonAncestor(tree, toLeafIndex(ownLeaf), toLeafIndex(signer));
  return pathKeys(tree, signer, shared, pathSecret, suite, sharing);
}
