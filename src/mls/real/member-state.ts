/**
 * A member's state in one epoch, as ts-mls has it: what all members share, the epoch's view, and what only this one holds. It
 * holds nothing of past epochs: ts-mls, told to keep the keys of 0 epochs, keeps those of all.
 */

import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { ClientState } from 'ts-mls/clientState.js';
import type { PrivateKeyPath } from 'ts-mls/privateKeyPath.js';
import { createSecretTree } from 'ts-mls/secretTree.js';
import { leafWidth } from 'ts-mls/treemath.js';
import type { CipherSuite } from './cipher-suite.js';
import type { EpochView } from './epoch-view.js';
import type { Sharing } from './sharing.js';

export interface MemberState extends ClientState {
  /**
   * The private keys of the leaves that this member has proposed in Updates, by proposal reference in base64 (the keys of
   * `unappliedProposals`). One of them is needed if a commit takes its proposal up.
   */
  readonly updateKeys?: Readonly<Record<string, Uint8Array>>;
}

/** What only one member holds. */
export interface OwnPart {
  readonly privatePath: PrivateKeyPath;
  readonly signatureKey: Uint8Array;
  readonly config: ClientConfig;
}

export const epochView = (
  known: Omit<EpochView, 'secretTree'>,
  encryptionSecret: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing,
): Promise<EpochView> => sharing.view(known, () => createSecretTree(leafWidth(known.tree.length), encryptionSecret, suite.kdf));

/** A member's state at the start of an epoch. */
export const memberState = (view: EpochView, own: OwnPart): MemberState => ({
  groupContext: view.groupContext,
  keySchedule: view.keySchedule,
  secretTree: view.secretTree,
  ratchetTree: view.tree,
  confirmationTag: view.confirmationTag,
  privatePath: own.privatePath,
  signaturePrivateKey: own.signatureKey,
  clientConfig: own.config,
  unappliedProposals: {},
  historicalReceiverData: new Map(),
  groupActiveState: { kind: 'active' },
});
