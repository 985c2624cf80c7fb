/** Messages that devices have not read, as long as that is so. */
import type { Fact } from '../../facts/index.js';
import type { DeviceId, Epoch, EventLabel, MlsLabel, NodeName } from '../../names.js';
import type { Commit } from '../commit-tree.js';
import type { DeviceSet } from '../device-set.js';
import type { Cause } from './undecryptable.js';

/** A message that some device it is meant for has not decrypted. Others are forgotten: there are too many pairs to keep. */
export interface MessageSubmitted {
  readonly label: MlsLabel;
  readonly sender: DeviceId;
  /** The words of the user that it carries, under whatever label they were encrypted before. */
  readonly words: string;
  readonly firstAttemptAt: number;
  /** The group state that it was encrypted in, and the epoch of that. */
  readonly encryptedIn: Commit;
  readonly epoch: Epoch;
  /** Those who have not decrypted it, and how many they are. */
  readonly waiting: DeviceSet;
  waitingCount: number;
  /** The first attempts that failed, by device. */
  failures: Map<number, FirstFailure> | undefined;
  /** The servers that have its event and do not show it. */
  hiddenAt: Map<NodeName, 'soft_failed' | 'rejected'> | undefined;
}

/** Why a device has not read a message that was meant for it. */
export type Unread =
  | { readonly kind: 'undecryptable'; readonly cause: Cause; readonly failed: FirstFailure }
  | { readonly kind: 'hidden'; readonly outcome: 'soft_failed' | 'rejected' }
  | { readonly kind: 'undelivered' };

/** A device's first attempt, which failed. */
export interface FirstFailure {
  readonly at: number;
  /** The device's group state then, or the commit that had removed it. */
  readonly stood: Commit | undefined;
  readonly failure: Extract<Fact, { kind: 'message_unreadable' }>['failure'];
  /** From there it had declined to follow a commit. */
  readonly hadDeclined: boolean;
}

/** A message and a device that it was meant for and that has not read it. */
export interface UnreadPair {
  readonly message: MessageSent;
  /** By its number. */
  readonly device: number;
  readonly why: Unread;
}

export interface MessageSent extends MessageSubmitted {
  readonly event: EventLabel;
  readonly sentAt: number;
}

/** A server has made an event of it. Spelt out: copying an object whose fields change makes a shape of its own each time, which costs many times as much. */
export function sentAs(submitted: MessageSubmitted, event: EventLabel, sentAt: number): MessageSent {
  const { label, sender, words, firstAttemptAt, encryptedIn, epoch, waiting, waitingCount, failures, hiddenAt } = submitted;
  return { label, sender, words, firstAttemptAt, encryptedIn, epoch, waiting, waitingCount, failures, hiddenAt, event, sentAt };
}
