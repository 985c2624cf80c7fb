/** An epoch as all its members have it. */
import type { GroupContext } from 'ts-mls/groupContext.js';
import type { KeySchedule } from 'ts-mls/keySchedule.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import type { GroupState } from '../engine.js';

/** What every member of an epoch has in common at its start. */
export interface EpochView {
  readonly groupContext: GroupContext;
  readonly tree: RatchetTree;
  readonly keySchedule: KeySchedule;
  /** With no key used yet. */
  readonly secretTree: SecretTree;
  readonly confirmationTag: Uint8Array;
}

/** What the interface shows of it. */
export type ShownEpoch = Omit<GroupState, 'self' | 'proposals'>;
