/**
 * The fields of every kind of fact, in one order. A kind or a field that is missing here, or that there is not, does not
 * compile: so a fingerprint covers all of every fact and hangs on no order in which an object was put together.
 */
import type { Fact } from '../facts/index.js';

type Kind = Fact['kind'];
type Fields<K extends Kind> = { readonly [Field in Exclude<keyof Extract<Fact, { kind: K }>, 'kind'>]: true };

const FIELDS: { readonly [K in Kind]: Fields<K> } = {
  message_submitted: { message: true, text: true, state: true, epoch: true, roster: true },
  message_withheld: { text: true },
  message_impossible: { text: true, why: true },
  message_decrypted: { message: true, event: true, state: true, late: true },
  message_unreadable: { message: true, event: true, state: true, failure: true },

  change_intended: { intent: true, change: true },
  change_satisfied: { intent: true, commit: true, state: true },
  change_impossible: { intent: true, rule: true, why: true },
  change_withdrawn: { intent: true },
  commit_created: {
    commit: true,
    intent: true,
    change: true,
    parent: true,
    epoch: true,
    roster: true,
    added: true,
    key_packages: true,
    way: true,
    size: true,
  },
  proposals_taken_up: { commit: true, proposals: true },
  proposal_created: { proposal: true, intent: true, change: true, state: true, epoch: true, key_package: true, size: true },
  proposal_refused: { proposal: true, rule: true, why: true },
  proposal_received: { proposal: true, event: true, state: true },
  proposal_unprocessable: { proposal: true, event: true, state: true, failure: true },
  commit_refused: { commit: true, rule: true, why: true },
  commit_superseded: { commit: true, by: true },
  commit_given_up: { commit: true },
  current_commit_shown: { event: true, commit: true, epoch: true },
  commit_received: { commit: true },
  commit_unprocessable: { commit: true, state: true, failure: true },
  commit_declined: { commit: true, state: true, why: true },
  branch_lost: { current: true, state: true },
  branch_regained: { state: true },
  room_upgraded: { successor: true },
  user_verified: { user: true, level: true },
  state_entered: { state: true, epoch: true, via: true },
  group_left: { by: true },
  group_abandoned: { state: true },
  state_retained: { state: true },
  state_deleted: { state: true },
  to_device_refused: { to: true, state: true, size: true, why: true },
  welcome_unusable: { state: true, failure: true },

  event_created: { event: true, type: true, carries: true, epoch: true, auth_commit: true, powers: true, servers: true, size: true },
  event_refused: { type: true, carries: true, rule: true, why: true },
  event_received: { event: true, type: true, outcome: true, check: true, rule: true, why: true },
  event_dropped: { event: true, check: true, why: true },
  event_redacted: { event: true },
  current_commit_changed: { from: true, to: true, graft: true },
  states_resolved: { event: true, states: true, commit: true, decided_by_event_id: true },
  pending_converted: { pending: true, event: true, commit: true, power_index: true, decided_by_event_id: true },
  backfill_requested: { from: true, events: true },
  transaction_sent: { to: true, pdus: true, edus: true, attempt: true },

  keys_uploaded: { device: true, one_time: true, last_resort: true, identity: true },
  keys_listed: { device: true, one_time: true, last_resort: true },
  keys_queried: { by: true, from: true, users: true },
  keys_claimed: { by: true, from: true, devices: true },
  key_package_given: { key_package: true, last_resort: true, left: true },
  welcome_opened: { state: true, key_package: true },
  device_list_sent: { user: true, to: true },
  device_list_received: { user: true, from: true },

  to_device_carried: { from: true, to: true, state: true, size: true },
  user_invited: { user: true, by: true, via: true },
  user_joined: { user: true },
  user_left: { user: true, declined: true },
  participation_began: {},
  participation_ended: {},
  event_ignored: { event: true, from: true },
  membership_refused: { user: true, action: true, rule: true, why: true },

  transmission: { from: true, to: true, thing: true, fate: true, arrives: true },
  partition_began: { fault: true, groups: true },
  partition_ended: { fault: true },
  crashed: { node: true },
  restarted: { node: true },
  went_offline: { node: true },
  came_online: { node: true },
  device_compromised: { node: true },
  clock_changed: { node: true },
  help_asked: { device: true, of: true },
  workload_started: {},
  workload_ended: {},
  run_ended: { final: true, servers: true, current: true },
};

/** By kind, the names of its fields but for `kind`. */
export const FACT_FIELDS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(FIELDS).map(([kind, fields]) => [kind, Object.keys(fields)]),
);
