/** The end of making a commit and of processing one, the same for both: the next epoch's context and secrets (RFC 9420 §8, §12.4). */
import { type ClientState, nextEpochContext } from 'ts-mls/clientState.js';
import { createConfirmationTag, type FramedContentCommit } from 'ts-mls/framedContent.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import type { CipherSuite } from './cipher-suite.js';
import type { EpochView } from './epoch-view.js';
import { epochView } from './member-state.js';
import type { Sharing } from './sharing.js';

export interface Transition {
  /** The old epoch's context with the new epoch's extensions and tree hash; its epoch number and transcript hash still the old ones. */
  readonly provisional: GroupContext;
  readonly content: FramedContentCommit;
  readonly signature: Uint8Array;
  readonly tree: RatchetTree;
  readonly commitSecret: Uint8Array;
  readonly pskSecret: Uint8Array;
}

export interface NextEpoch {
  readonly view: EpochView;
  /** What a new member needs, from the committer, to derive the rest. */
  readonly joinerSecret: Uint8Array;
  readonly welcomeSecret: Uint8Array;
}

export async function nextEpoch(old: ClientState, transition: Transition, suite: CipherSuite, sharing: Sharing): Promise<NextEpoch> {
  const { provisional, content, signature, tree, commitSecret, pskSecret } = transition;
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
  const view = await epochView({ groupContext, tree, keySchedule, confirmationTag }, encryptionSecret, suite, sharing);
  return { view, joinerSecret, welcomeSecret };
}
