/** A group of one (RFC 9420 §11). */
import type { ClientState } from 'ts-mls/clientState.js';
import { deriveSecret } from 'ts-mls/crypto/kdf.js';
import { createConfirmationTag } from 'ts-mls/framedContent.js';
import { initializeKeySchedule } from 'ts-mls/keySchedule.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import type { RoomId } from '../../names.js';
import type { EncryptedState } from '../engine.js';
import type { CipherSuite } from './cipher-suite.js';
import { groupExtensions } from './group-parameters.js';
import type { HeldKeyPackage } from './key-package.js';
import { memberState } from './next-epoch.js';
import { treeHash } from './tree-hash.js';

/** The group id is the room id, in UTF-8 (MSC4256, auth rule 7). */
export async function createGroup(
  groupId: RoomId,
  state: EncryptedState,
  founder: HeldKeyPackage,
  suite: CipherSuite,
): Promise<ClientState> {
  const tree: RatchetTree = [{ nodeType: 'leaf', leaf: founder.publicPackage.leafNode }];
  const epochSecret = suite.rng.randomBytes(suite.kdf.size);
  const keySchedule = await initializeKeySchedule(epochSecret, suite.kdf);
  const confirmedTranscriptHash = new Uint8Array();
  return memberState(
    {
      groupContext: {
        version: 'mls10',
        cipherSuite: suite.name,
        groupId: new TextEncoder().encode(groupId),
        epoch: 0n,
        treeHash: treeHash(tree),
        confirmedTranscriptHash,
        extensions: groupExtensions(state),
      },
      tree,
      privatePath: { leafIndex: 0, privateKeys: { 0: founder.privatePackage.hpkePrivateKey } },
      keySchedule,
      encryptionSecret: await deriveSecret(epochSecret, 'encryption', suite.kdf),
      confirmationTag: await createConfirmationTag(keySchedule.confirmationKey, confirmedTranscriptHash, suite.hash),
      signatureKey: founder.privatePackage.signaturePrivateKey,
    },
    suite,
  );
}
