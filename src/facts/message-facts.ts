/** Application messages, as devices live through them. */

import type { MlsFailure } from '../mls/engine.js';
import type { DeviceId, Epoch, EventLabel, MlsLabel } from '../names.js';

export type MessageFact =
  /**
   * A device encrypted a message and hands it to its server. The `text`-th message that its user wrote; encrypted anew, under
   * a new label, after the server refused it. `state` is the group state it was encrypted in, `roster` who can read that.
   */
  | {
      readonly kind: 'message_submitted';
      readonly message: MlsLabel;
      readonly text: number;
      readonly state: MlsLabel;
      readonly epoch: Epoch;
      readonly roster: readonly DeviceId[];
    }
  /** Not sent: the device could not follow its server's current commit (H49). */
  | { readonly kind: 'message_withheld'; readonly text: number }
  /**
   * Not sent, and not tried again. `rule`: "not_a_member" where the device is not in the group; otherwise that by which its server
   * refuses the message for good, as in `event_refused`.
   */
  | { readonly kind: 'message_impossible'; readonly text: number; readonly rule: string; readonly why: string }
  /** Sync showed the message and it was decrypted; `late`: not at the first attempt. `state`: whose keys opened it. */
  | {
      readonly kind: 'message_decrypted';
      readonly message: MlsLabel;
      readonly event: EventLabel;
      readonly state: MlsLabel;
      readonly late: boolean;
    }
  /**
   * Sync showed the message and the first attempt failed. `state`: the device's group state then; absent: it had none.
   * `failure` is what the client can know.
   */
  | {
      readonly kind: 'message_unreadable';
      readonly message: MlsLabel;
      readonly event: EventLabel;
      readonly state: MlsLabel | undefined;
      readonly failure: MlsFailure | 'no_state';
    };
