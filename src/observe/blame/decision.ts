/** What decided that a device does not read a message. */
import type { EventLabel, MlsLabel } from '../../names.js';

/** What does not apply is null. */
export interface Decision {
  /** When; of `fork`, when the device took its branch, and of `key_deleted`, when it left the state. Null: nothing happened. */
  readonly at_ms: number | null;
  /**
   * `key_deleted`: the commit for whose state the device left that of the message. `never_joined`, and `undelivered` to a user who
   * never joined: the one that added it, on the way to that state. `fork`: the first on the device's branch and not on the
   * message's; where that is the same branch, and the device never held the state, the one with which it came in past it. `other`: the first that the device had yet to follow. `soft_failed`: the server's current one. `rejected`: the one that
   * the event was checked against, if the facts tell.
   */
  readonly commit: MlsLabel | EventLabel | null;
  /** The event that carries it, where a server decided. */
  readonly event: EventLabel | null;
  /** `fork`: the first commit on the message's branch and not on the device's. */
  readonly instead_of: MlsLabel | null;
  /** `key_deleted`: when the device deleted the state. Null also where it never did, as it kept it for `security.window`. */
  readonly deleted_at_ms: number | null;
  /** The check of a server that the event failed (Matrix server-server API), and by which of the MSC's auth rules. */
  readonly check: number | null;
  readonly rule: string | null;
  /** What the device saw at its first attempt. */
  readonly failure: string | null;
  /** All that in a few words. */
  readonly why: string;
}

/** What is known of a decision; of the rest, `NOTHING_ELSE`. */
export type Decided = Partial<Decision> & Pick<Decision, 'why'>;

export const NOTHING_ELSE: Omit<Decision, 'why'> = {
  at_ms: null,
  commit: null,
  event: null,
  instead_of: null,
  deleted_at_ms: null,
  check: null,
  rule: null,
  failure: null,
};
