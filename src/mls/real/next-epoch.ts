/** The end of making a commit and of processing one, the same for both: the next epoch's context, secrets and state (RFC 9420 §8, §12.4). */
import { type ClientState, nextEpochContext } from 'ts-mls/clientState.js';
import { createConfirmationTag, type FramedContentCommit } from 'ts-mls/framedContent.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { initializeEpoch, type KeySchedule } from 'ts-mls/keySchedule.js';
import type { PrivateKeyPath } from 'ts-mls/privateKeyPath.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { leafWidth } from 'ts-mls/treemath.js';
import type { CipherSuite } from './cipher-suite.js';
import { clientConfig } from './group-parameters.js';

export interface Transition {
  /** The old epoch's context with the new epoch's extensions and tree hash; its epoch number and transcript hash still the old ones. */
  readonly provisional: GroupContext;
  readonly content: FramedContentCommit;
  readonly signature: Uint8Array;
  readonly tree: RatchetTree;
  readonly privatePath: PrivateKeyPath;
  readonly commitSecret: Uint8Array;
  readonly pskSecret: Uint8Array;
}

export interface NextEpoch {
  readonly state: ClientState;
  /** What a new member needs, from the committer, to derive the rest. */
  readonly joinerSecret: Uint8Array;
  readonly welcomeSecret: Uint8Array;
}

export async function nextEpoch(old: ClientState, transition: Transition, suite: CipherSuite): Promise<NextEpoch> {
  const { provisional, content, signature, tree, privatePath, commitSecret, pskSecret } = transition;
  const groupContext = await nextEpochContext(
    provisional,
    'mls_private_message',
    content,
    signature,
    provisional.treeHash,
    old.confirmationTag,
    suite.hash,
  );
  const secrets = await initializeEpoch(old.keySchedule.initSecret, commitSecret, groupContext, pskSecret, suite.kdf);
  const { keySchedule, encryptionSecret, joinerSecret, welcomeSecret } = secrets;
  const confirmationTag = await createConfirmationTag(keySchedule.confirmationKey, groupContext.confirmedTranscriptHash, suite.hash);
  const state = await memberState(
    { groupContext, tree, privatePath, keySchedule, encryptionSecret, confirmationTag, signatureKey: old.signaturePrivateKey },
    suite,
  );
  return { state, joinerSecret, welcomeSecret };
}

export interface EpochView {
  readonly groupContext: GroupContext;
  readonly tree: RatchetTree;
  readonly privatePath: PrivateKeyPath;
  readonly keySchedule: KeySchedule;
  readonly encryptionSecret: Uint8Array;
  readonly confirmationTag: Uint8Array;
  readonly signatureKey: Uint8Array;
}

/** A member's state at the start of an epoch. It holds nothing of past ones: ts-mls, told to keep the keys of 0 epochs, keeps those of all. */
export async function memberState(view: EpochView, suite: CipherSuite): Promise<ClientState> {
  return {
    groupContext: view.groupContext,
    keySchedule: view.keySchedule,
    secretTree: await createSecretTree(leafWidth(view.tree.length), view.encryptionSecret, suite.kdf),
    ratchetTree: view.tree,
    privatePath: view.privatePath,
    signaturePrivateKey: view.signatureKey,
    unappliedProposals: {},
    confirmationTag: view.confirmationTag,
    historicalReceiverData: new Map(),
    groupActiveState: { kind: 'active' },
    clientConfig,
  };
}
