/** The Welcome for those whom a commit adds (RFC 9420 §12.4.3), with the ratchet tree: "currently required" (MSC4256, "Adding users to a room"). */
import type { ClientState } from 'ts-mls/clientState.js';
import { createGroupInfoWithRatchetTree } from 'ts-mls/createCommit.js';
import { type KeyPackage, makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { type LeafIndex, toLeafIndex } from 'ts-mls/treemath.js';
import { firstCommonAncestor, type PathSecret } from 'ts-mls/updatePath.js';
import { type EncryptedGroupSecrets, encryptGroupInfo, encryptGroupSecrets } from 'ts-mls/welcome.js';
import type { CipherSuite } from './cipher-suite.js';
import type { NextEpoch } from './next-epoch.js';

export type Added = readonly [leaf: LeafIndex, keyPackage: KeyPackage];

/** An encoded MLSMessage for all of them. `author` is the committer's state in the new epoch, `pathSecrets` are those of its update path. */
export async function createWelcome(
  author: ClientState,
  { joinerSecret, welcomeSecret }: NextEpoch,
  added: readonly Added[],
  pathSecrets: readonly PathSecret[],
  suite: CipherSuite,
): Promise<Uint8Array> {
  const groupInfo = await createGroupInfoWithRatchetTree(
    author.groupContext,
    author.confirmationTag,
    author,
    author.ratchetTree,
    [],
    suite,
  );
  const encryptedGroupInfo = await encryptGroupInfo(groupInfo, welcomeSecret, suite);
  const secrets: EncryptedGroupSecrets[] = [];
  for (const [leaf, keyPackage] of added) {
    const shared = firstCommonAncestor(author.ratchetTree, leaf, toLeafIndex(author.privatePath.leafIndex));
    const pathSecret = pathSecrets.find(({ nodeIndex }) => nodeIndex === shared)?.secret;
    const initKey = await suite.hpke.importPublicKey(keyPackage.initKey);
    const sealed = await encryptGroupSecrets(initKey, encryptedGroupInfo, { joinerSecret, pathSecret, psks: [] }, suite.hpke);
    const newMember = await makeKeyPackageRef(keyPackage, suite.hash);
    secrets.push({ newMember, encryptedGroupSecrets: { kemOutput: sealed.enc, ciphertext: sealed.ct } });
  }
  const welcome = { cipherSuite: suite.name, secrets, encryptedGroupInfo };
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome });
}
