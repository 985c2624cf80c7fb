/** A group of one (RFC 9420 §11). */
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import type { Extension } from 'ts-mls/extension.js';
import { createConfirmationTag } from 'ts-mls/framedContent.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { initializeKeySchedule } from 'ts-mls/keySchedule.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import type { RoomId } from '../../names.js';
import type { CipherSuite } from './cipher-suite.js';
import { clientConfig } from './group-parameters.js';
import type { HeldKeyPackage } from './key-package.js';
import { epochView, type MemberState, memberState } from './member-state.js';
import { unshared } from './sharing.js';
import { treeHash } from './tree-hash.js';

/**
 * The group id is the room id, in UTF-8 (MSC4256, auth rule 7). A room's group has the `groupExtensions`, and its members the
 * default configuration; only a test asks for others.
 */
export async function createGroup(
  groupId: RoomId,
  extensions: readonly Extension[],
  founder: HeldKeyPackage,
  suite: CipherSuite,
  config: ClientConfig = clientConfig,
): Promise<MemberState> {
  const tree: RatchetTree = [{ nodeType: 'leaf', leaf: founder.publicPackage.leafNode }];
  const epochSecret = suite.rng.randomBytes(suite.kdf.size);
  const keySchedule = await initializeKeySchedule(epochSecret, suite.kdf);
  const confirmedTranscriptHash = new Uint8Array();
  const groupContext: GroupContext = {
    version: 'mls10',
    cipherSuite: suite.name,
    groupId: new TextEncoder().encode(groupId),
    epoch: 0n,
    treeHash: treeHash(tree, suite),
    confirmedTranscriptHash,
    extensions: [...extensions],
  };
  const confirmationTag = await createConfirmationTag(keySchedule.confirmationKey, confirmedTranscriptHash, suite.hash);
  const encryptionSecret = await deriveSecret(epochSecret, 'encryption', suite.kdf);
  const view = await epochView({ groupContext, tree, keySchedule, confirmationTag }, encryptionSecret, suite, unshared);
  const { hpkePrivateKey, signaturePrivateKey } = founder.privatePackage;
  return memberState(view, {
    privatePath: { leafIndex: 0, privateKeys: { 0: hpkePrivateKey } },
    signatureKey: signaturePrivateKey,
    config,
  });
}
