/**
 * Where MSC4256 is silent or contradicts itself, a reader must take a position. Each field is one such position, with the
 * holes it answers (H1-H49); the default is the baseline, the text taken literally where that works at all. A scenario
 * chooses others with `rules:`. Code elsewhere reads this record and never asks which variant a run is.
 */

export interface Reading {
  /**
   * What "the previous commit" of auth rule 9.3 pins (H12-H14): its epoch number, as written; the very event that the commit
   * cites as auth event; or the MLS bytes of that event.
   */
  readonly commit_parent: 'number' | 'event' | 'content';
  /** The same for rule 11; `not_at_check_6`: by number, and rule 11 (only it) is not applied at check 6 (H20, H21). */
  readonly message_epoch: 'number' | 'event' | 'content' | 'not_at_check_6';
  /** The current state of check 6: over the forward extremities, also with the state before the event, or no check 6 (H22). */
  readonly current_state: 'extremities' | 'with_state_before' | 'none';
  /** Which receipt failures of an auth event rule 4.4 means (H9). */
  readonly auth_event_failure: 'rejected' | 'rejected_or_soft_failed';
  /** Whose `federation.powers` orders a commit: that of the commit in its own auth events, or its own (H15). */
  readonly power_list: 'own_auth_events' | 'own_content';
  /** Whether an event that this server rejected may enter a resolution here (H17). */
  readonly rejected_events: 'stay_out' | 'may_return';
  /** State resolution: from an empty map with the conflicted state subgraph (room version 12), or from the unconflicted state. */
  readonly state_resolution: 'v2.1' | 'v2';
  /** What a device does that cannot follow its server's current commit (H49). */
  readonly off_branch: 'hold' | 'send';
  /** Whether a device processes commits of a losing branch to read its messages (H49). */
  readonly read_losing_branch: 'no' | 'within_window';
  /**
   * What a device does with a commit that adds a user whom its own has not verified as `required_verification` asks, or asks for less from
   * then on (H41).
   */
  readonly unverified_additions: 'apply' | 'refuse';
  /**
   * Whether a server tells the others of a room of its users' devices unasked, as the Matrix spec has it ("Device Management"), by which
   * they learn who is in the room; or is asked for them (H48). The MSC changes nothing of device lists, and says that servers do not
   * know the members of others.
   */
  readonly device_lists: 'queried' | 'announced';
  /** How the conversion of pending commits is shared out (H28, H32). */
  readonly slots: 'per_pending' | 'per_epoch' | 'head_only' | 'direct';
  /** What an author does with its pending state when the waiting time is over (H35). */
  readonly author_state: 'keep_until_superseded' | 'drop_at_timeout';
  /** Which time of a pending commit opens its slots (H34). */
  readonly pending_time: 'origin' | 'received' | 'clamped';
  /** Whose `security.window` governs how long a left state is kept: that of the commit that made it, of the one applied, or the larger (H30). */
  readonly window_value: 'parent' | 'own' | 'max';
  /** Whether sync hands a client the whole chain of a new current commit, or only its tip (H45). */
  readonly chain_delivery: 'full' | 'tip_only';
}

/** Every knob with its values, the baseline first. */
export const READING_VALUES = {
  commit_parent: ['number', 'event', 'content'],
  message_epoch: ['number', 'event', 'content', 'not_at_check_6'],
  current_state: ['extremities', 'with_state_before', 'none'],
  auth_event_failure: ['rejected', 'rejected_or_soft_failed'],
  power_list: ['own_auth_events', 'own_content'],
  rejected_events: ['stay_out', 'may_return'],
  state_resolution: ['v2.1', 'v2'],
  off_branch: ['hold', 'send'],
  read_losing_branch: ['no', 'within_window'],
  unverified_additions: ['apply', 'refuse'],
  device_lists: ['queried', 'announced'],
  slots: ['per_pending', 'per_epoch', 'head_only', 'direct'],
  author_state: ['keep_until_superseded', 'drop_at_timeout'],
  pending_time: ['origin', 'received', 'clamped'],
  window_value: ['parent', 'own', 'max'],
  chain_delivery: ['full', 'tip_only'],
} as const satisfies { readonly [Knob in keyof Reading]: readonly [Reading[Knob], ...Reading[Knob][]] };

/** The first value of every knob. */
export const BASELINE: Reading = {
  commit_parent: 'number',
  message_epoch: 'number',
  current_state: 'extremities',
  auth_event_failure: 'rejected',
  power_list: 'own_auth_events',
  rejected_events: 'stay_out',
  state_resolution: 'v2.1',
  off_branch: 'hold',
  read_losing_branch: 'no',
  unverified_additions: 'apply',
  device_lists: 'queried',
  slots: 'per_pending',
  author_state: 'keep_until_superseded',
  pending_time: 'origin',
  window_value: 'parent',
  chain_delivery: 'full',
};
