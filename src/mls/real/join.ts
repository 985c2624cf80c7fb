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
import { accumulatePskSecret, emptyPskIndex } from 'ts-mls/pskIndex.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { leafToNodeIndex, toLeafIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor } from 'ts-mls/updatePath.js';
import { decryptGroupInfo, decryptGroupSecrets, type Welcome } from 'ts-mls/welcome.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { check } from './failure.js';
import { clientConfig } from './group-parameters.js';
import type { HeldKeyPackage } from './key-package.js';
import { epochView, type MemberState, memberState } from './member-state.js';
import { type PathKeys, pathKeys, privatePath } from './path-keys.js';
import { checkTree } from './tree-validity.js';

/** Throws: a Refusal that names the check, anything for what does not decrypt. */
export async function joinGroup(
  welcome: Welcome,
  own: HeldKeyPackage,
  suite: CipherSuite,
  config: ClientConfig = clientConfig,
): Promise<MemberState> {
  const { publicPackage, privatePackage } = own;
  check(welcome.cipherSuite === publicPackage.cipherSuite, 'the Welcome is for another cipher suite');
  const initKey = await suite.hpke.importPrivateKey(privatePackage.initPrivateKey);
  const secrets = await decryptGroupSecrets(initKey, own.referenceBytes, welcome, suite.hpke);
  check(secrets !== undefined, 'the group secrets do not decode');
  const [pskSecret] = await accumulatePskSecret(secrets.psks, emptyPskIndex, suite, new Uint8Array(suite.kdf.size));
  const info = await decryptGroupInfo(welcome, secrets.joinerSecret, pskSecret, suite);
  check(info !== undefined, 'the group info does not decode');
  const { groupContext } = info;
  const tree = ratchetTreeFromExtension(info);
  check(tree !== undefined, 'the Welcome has no ratchet tree');
  check(await isSignedByMember(info, tree, suite), 'the signature of the group info does not verify');
  check(
    groupContext.cipherSuite === publicPackage.cipherSuite && groupContext.version === publicPackage.version,
    'the group is of another suite or version',
  );
  check(
    extensionsSupportedByCapabilities(groupContext.extensions, publicPackage.leafNode.capabilities),
    'the group uses an extension that we do not support',
  );
  await checkTree(tree, groupContext, suite, config);

  const ownLeaf = leafIndexOf(tree, publicPackage.leafNode);
  check(ownLeaf !== undefined, 'our leaf is not in the tree');
  const path = secrets.pathSecret === undefined ? noPath : await pathFrom(tree, ownLeaf, info.signer, secrets.pathSecret, suite);
  const [keySchedule, encryptionSecret] = await deriveKeySchedule(secrets.joinerSecret, pskSecret, groupContext, suite.kdf);
  const tagVerifies = await verifyConfirmationTag(
    keySchedule.confirmationKey,
    info.confirmationTag,
    groupContext.confirmedTranscriptHash,
    suite.hash,
  );
  check(tagVerifies, 'the confirmation tag does not verify');
  const ownKeys = { [leafToNodeIndex(toLeafIndex(ownLeaf))]: privatePackage.hpkePrivateKey };
  const { confirmationTag } = info;
  const view = await epochView({ groupContext, tree, keySchedule, confirmationTag }, encryptionSecret, suite);
  return memberState(view, {
    privatePath: privatePath(tree, ownLeaf, path.privateKeys, ownKeys),
    signatureKey: privatePackage.signaturePrivateKey,
    config,
  });
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

function pathFrom(tree: RatchetTree, ownLeaf: number, signer: number, pathSecret: Uint8Array, suite: CipherSuite): Promise<PathKeys> {
  const shared = firstCommonAncestor(tree, toLeafIndex(ownLeaf), toLeafIndex(signer));
  return pathKeys(tree, signer, shared, pathSecret, suite);
}
