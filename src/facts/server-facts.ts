/** What homeservers do with events. */
import type { DeviceId, Epoch, EventLabel, MlsLabel, ServerName } from '../names.js';
import type { Outcome } from '../room/room-version.js';

export type ServerFact =
  /**
   * A server made an event, upon `prev_events`, and citing `auth_events`. `auth_commit`: the commit among those. `epoch`, `powers` and `servers`: what the header and, of a
   * commit, pending or not, the authenticated data say.
   */
  | {
      readonly kind: 'event_created';
      readonly event: EventLabel;
      readonly type: string;
      readonly carries: MlsLabel | undefined;
      readonly epoch: Epoch | undefined;
      readonly auth_commit: EventLabel | undefined;
      readonly prev_events: readonly EventLabel[];
      readonly auth_events: readonly EventLabel[];
      readonly powers: readonly ServerName[] | undefined;
      readonly servers: readonly ServerName[] | undefined;
      readonly size: number;
    }
  /** A server refused what its own client wanted to send: no event came into being. `rule` "limits" where a size limit did. */
  | {
      readonly kind: 'event_refused';
      readonly type: string;
      readonly carries: MlsLabel | undefined;
      readonly rule: string;
      readonly why: string;
    }
  /** A server refused to carry its own client's Welcome into `state`, of `size` bytes: whom it is for cannot join. */
  | {
      readonly kind: 'to_device_refused';
      readonly to: DeviceId;
      readonly state: MlsLabel;
      readonly size: number;
      readonly why: string;
    }
  /** An event has passed through checks 4-6 here, its own server included. `check` and `rule` where it was not accepted. */
  | {
      readonly kind: 'event_received';
      readonly event: EventLabel;
      readonly type: string;
      readonly outcome: Outcome;
      readonly check: 4 | 5 | 6 | undefined;
      readonly rule: string | undefined;
      readonly why: string | undefined;
    }
  /** Check 1 or 2 failed: the event is as if it had never come. */
  | { readonly kind: 'event_dropped'; readonly event: EventLabel; readonly check: 1 | 2; readonly why: string }
  /** Check 3 failed: the content hash does not match. The redacted event goes on to checks 4-6. */
  | { readonly kind: 'event_redacted'; readonly event: EventLabel }
  /** The room's current commit is another one here. `graft`: some accepted step of the resolution had another MLS parent. */
  | {
      readonly kind: 'current_commit_changed';
      readonly from: EventLabel | undefined;
      readonly to: EventLabel | undefined;
      readonly graft: boolean;
    }
  /**
   * Receiving `event` needed a resolution of different states, by their commits; `commit`: that of the state that came out.
   * `decided_by_event_id`: the order of two commits hung on it, which differs between MLS engines. `steps`: the full conflicted set
   * in the order in which it was taken up, each with the place of its origin in the powers that it is held to, and with the rule that
   * refused it, if any. `grafts`: accepted commits that stand upon another one than they were made upon (H12). Both are absent where
   * this server has told them of the same states with the same outcome before.
   */
  | {
      readonly kind: 'states_resolved';
      readonly event: EventLabel;
      readonly states: readonly (EventLabel | null)[];
      readonly commit: EventLabel | undefined;
      readonly decided_by_event_id: boolean;
      readonly steps:
        | readonly {
            readonly event: EventLabel;
            readonly power_index: number | undefined;
            readonly rule: string | undefined;
            readonly why: string | undefined;
          }[]
        | undefined;
      readonly grafts:
        | readonly { readonly commit: EventLabel; readonly upon: EventLabel; readonly made_upon: EventLabel | undefined }[]
        | undefined;
    }
  /**
   * A power turned a pending commit into an `m.mls.commit`, in its slot. `decided_by_event_id`: another one's slot had opened at
   * the same moment.
   */
  | {
      readonly kind: 'pending_converted';
      readonly pending: EventLabel;
      readonly event: EventLabel;
      readonly commit: MlsLabel | undefined;
      readonly power_index: number;
      readonly decided_by_event_id: boolean;
    }
  /** Events that other events refer to are missing here, and the server asks `from` for them. */
  | { readonly kind: 'backfill_requested'; readonly from: ServerName; readonly events: number }
  /** A transaction goes out; from the second `attempt` on, again. */
  | {
      readonly kind: 'transaction_sent';
      readonly to: ServerName;
      readonly pdus: number;
      readonly edus: number;
      readonly attempt: number;
    };
