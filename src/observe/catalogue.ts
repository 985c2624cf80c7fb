/**
 * Every metric by its path, with its unit and what it means: the paths that `expect` knows, and the table in the README.
 * A part in braces stands for any name, which may hold dots: `events.rejected.{rule}` is the path of `events.rejected.9.3`.
 */
import { count, described, distribution, type MetricDescription, size } from './catalogue/describe.js';
import { EXPOSURE } from './catalogue/exposure.js';
import { RECOVERY } from './catalogue/recovery.js';
import { UPGRADE } from './catalogue/upgrade.js';

export type { MetricDescription } from './catalogue/describe.js';

export const CATALOGUE: readonly MetricDescription[] = [
  count('messages.sent', 'messages', 'Application messages that a server accepted from its client.'),
  count('messages.withheld', 'messages', 'Not sent because the device could not follow its server’s current commit.'),
  count(
    'messages.impossible',
    'messages',
    'Not sent and not tried again: the device was not in the group, or its server refused the message for good.',
  ),
  count(
    'messages.impossible_by_rule.{obstacle}',
    'messages',
    'Those of them by what was in the way: `not_a_member` of the group; or the rule by which the server refused, `limits` where the message is too large, `membership` where its user is not in the room.',
  ),
  count(
    'messages.pairs',
    'pairs',
    'Message × intended device: every device on the roster of the group state it was encrypted in, except the sender.',
  ),
  count('messages.decrypted', 'pairs', 'Pairs decrypted.'),
  count('messages.decrypted_late', 'pairs', 'Pairs decrypted whose first attempt failed.'),
  count('messages.undecryptable.total', 'pairs', 'Pairs shown to the device and unreadable to the end.'),
  count('messages.undecryptable.key_deleted', 'pairs', 'Undecryptable: the device once held the group state of the message.'),
  count('messages.undecryptable.never_joined', 'pairs', 'Undecryptable: the device never held that group state or an ancestor of it.'),
  count(
    'messages.undecryptable.fork',
    'pairs',
    'Undecryptable: the device stood on another branch of commits when it first tried, by its state or, if it had none, by the commit that removed it.',
  ),
  count('messages.undecryptable.other', 'pairs', 'Undecryptable for any other reason.'),
  count(
    'messages.undecryptable.other_after_decline',
    'pairs',
    'Those of `other` whose device had declined to follow a commit from the group state in which it first tried (H41).',
  ),
  count('messages.undecryptable.other_by_failure.{failure}', 'pairs', 'Those of `other` by what the client saw at its first attempt.'),
  count('messages.hidden.total', 'pairs', 'Pairs whose event the device’s server has but never showed.'),
  count('messages.hidden.soft_failed', 'pairs', 'Hidden because the server soft-failed the event.'),
  count('messages.hidden.rejected', 'pairs', 'Hidden because the server rejected the event.'),
  count(
    'messages.undelivered',
    'pairs',
    'Pairs whose event never reached the device’s server, was dropped there at checks 1-3, or was not synced by the end.',
  ),
  count(
    'messages.shown_outside',
    'pairs',
    'Message × device that was shown it and is not on its roster: ciphertext that goes to who is not, or not yet, in the group (H48). In no other count.',
  ),
  count(
    'messages.refused_at_send',
    'sends',
    'Sends that the sender’s own server refused by rule 11, as the client raced a commit; it encrypts and sends again.',
  ),
  ...distribution('messages.latency_ms', 'the time from the first attempt to send until decrypted, over decrypted pairs.'),

  count('commits.created', 'commits', 'MLS commits made by devices, retries included.'),
  count('commits.published', 'commits', 'Distinct MLS commits that some server accepted in an m.mls.commit at checks 4 and 5.'),
  count('commits.accepted', 'commits', 'Published and on the final chain.'),
  count('commits.lost', 'commits', 'Published and not on the final chain.'),
  count('commits.refused', 'commits', 'Never published: its own server, or checks 4-5 wherever it arrived, refused it.'),
  count(
    'commits.stale',
    'commits',
    'Never published: another commit for its epoch, or for that of one of its ancestors, became current first.',
  ),
  count('commits.expired', 'commits', 'Never published: its author gave up, having seen no commit for its epoch.'),
  count('commits.open', 'commits', 'Never published, and still pending at the end.'),
  count('commits.lockouts', 'commits', 'Published after their author had given up.'),
  count('commits.duplicates', 'events', 'Further m.mls.commit events with the bytes of an earlier one.'),
  count('commits.conflicted_epochs', 'epochs', 'Epoch numbers with two or more different published commits.'),
  count('commits.epochs', 'epochs', 'Epoch numbers with any published commit.'),
  described('ratio')('commits.conflict_rate', '', 'Conflicted epochs by epochs; 0 if there are none.'),
  count(
    'commits.by_power.{index}',
    'commits',
    'Published commits by their publisher’s index in the powers of the commit that the event cites; the first event with those bytes counts.',
  ),
  ...distribution(
    'commits.acceptance_ms',
    'the time from an intent until its device applied a commit that is on the final chain and was made for it, or took its proposals up, retries included; of several, the first applied.',
  ),
  count(
    'commits.most_tries',
    'commits',
    'The most commits that a device made for one intent, whether it came true or not: how often the commits of others can go before (H33).',
  ),
  count(
    'commits.unsatisfied',
    'intents',
    'Intents that the final chain did not carry out, be it by a commit of the author’s, by one that took its proposals up, or because somebody else had done the same in one of its states.',
  ),
  described('list')(
    'commits.unsatisfied_intents',
    '',
    'Each of them: the device, the kind of change, when it was intended, and what last became of it.',
  ),
  count(
    'commits.welcomes_refused',
    'Welcomes',
    'Welcomes that the author’s own server refused to carry, as a to-device message of over 65,536 bytes: the device that they add cannot join.',
  ),
  count(
    'commits.declined',
    'commits',
    'Times that a device did not follow a commit that it could process, as that adds a user whom its own has not verified as the room requires, or lowers what it requires (H41).',
  ),
  count('commits.grafts', 'changes', 'Changes of a server’s current commit made by a graft.'),
  count('commits.rollback_depth.count', 'changes', 'Moves of a server’s current commit to another branch.'),
  ...(['p50', 'p95', 'p99', 'max'] as const).map((key) =>
    count(
      `commits.rollback_depth.${key}`,
      'epochs',
      'Old epoch less the epoch of the last common commit, over such moves; null without one.',
    ),
  ),

  count('proposals.created', 'proposals', 'MLS proposals that devices made of what they cannot commit themselves, retries included.'),
  count('proposals.taken_up', 'proposals', 'Those of them that a commit on the final chain takes up.'),
  count('proposals.refused', 'proposals', 'Those that their own server refused.'),
  count('proposals.lapsed', 'proposals', 'All others: their epoch ended without them, or goes on.'),
  count(
    'proposals.left_out',
    'proposals',
    'Proposal × device that might have committed it, and did not, as its own user has not verified whom it adds (H41).',
  ),
  count('proposals.unprocessable', 'proposals', 'Proposal × device that was shown it and had no group state to take it in.'),

  ...RECOVERY,

  described('boolean')(
    'agreement.final',
    '',
    'Whether every server of the room has the final commit as its current one; a listed server that holds nothing of the room, as none of its users joined, is left out (H48).',
  ),
  described('list')('agreement.tips', '', 'Each current commit of the servers of the room, with its servers; left out are the same.'),
  described('list')('agreement.absent', '', 'The listed servers that are left out, as they hold nothing of the room.'),
  ...distribution(
    'agreement.heal_ms',
    'the time from a partition’s end until the current commits of the servers of the room lie on one chain; a partition after which they never did gives no sample.',
  ),
  described('ratio')(
    'agreement.devices_current',
    '',
    'Share of the devices on the final commit’s roster whose group state is that commit’s.',
  ),

  ...EXPOSURE,

  count('events.count.{type}', 'events', 'Events created, by type; `total` for all.'),
  size('events.bytes.{type}', 'bytes', 'Their size as canonical JSON, by type; `total` for all.'),
  size('events.max_bytes.{type}', 'bytes', 'The largest of them, by type; `total` for all.'),
  count(
    'events.refused.{rule}',
    'sends',
    'Events that a server refused to make for its own client, by the rule that refused; `limits` where the event would be too large, `total` for all.',
  ),
  count('events.rejected.{rule}', 'receipts', 'Events rejected, one per server and event, by the rule that refused; `total` for all.'),
  count(
    'events.soft_failed.{rule}',
    'receipts',
    'Events soft-failed, one per server and event, by the rule that refused; `total` for all.',
  ),

  count('key_packages.uploaded', 'key packages', 'Key packages that devices uploaded during the run, last resorts included.'),
  count('key_packages.given', 'times', 'Key packages that servers gave out to who claimed one; a last resort as often as it was.'),
  count('key_packages.last_resort_given', 'times', 'Those that were last resorts, because there was no other.'),
  count('key_packages.opened', 'times', 'Welcomes that a device joined by. A key package given out and never so used was claimed in vain.'),
  count('key_packages.last_resort_opened', 'times', 'Those that were for a last resort.'),
  count('key_packages.listed', 'times', 'Times that a device asked its server which of its key packages are there (GET /keys/list).'),

  count(
    'metadata.events.{server}',
    'events',
    'Events of the room that the server has received or made and holds, whether or not it accepted them: each shows it origin, time, type, size, and what it cites.',
  ),
  size('metadata.bytes.{server}', 'bytes', 'The size of those, as canonical JSON.'),
  count('metadata.epochs.{server}', 'epochs', 'Different epochs that their MLS headers name.'),
  count('metadata.powers_lists.{server}', 'lists', 'Different lists of powers that the commits among them name, pending ones included.'),
  count('metadata.servers_lists.{server}', 'lists', 'Different lists of servers that those name.'),
  count('metadata.own_users.{server}', 'users', 'Users of its own that the server knows to be in the room at the end.'),
  count(
    'metadata.other_users.{server}',
    'users',
    'Users of other servers whom an invite, a query or claim of keys, a to-device message that passed the server or a device list named to it.',
  ),
  count(
    'metadata.ignored.{server}',
    'events',
    'Events of the room that others sent to the server while it took no part in it, none of its users being in it: it can read of them what it can of those it holds (H48).',
  ),
  count('metadata.authors.own.{server}', 'events', 'Of the events held, those that a device of its own wrote: the server knows which.'),
  count(
    'metadata.authors.single.{server}',
    'events',
    'Those from another server that had one user in the room when it made them: only that user can have written them, whoever that is.',
  ),
  count(
    'metadata.authors.hidden.{server}',
    'events',
    'Those from another server with several users in the room: any of them may have written it. What servers make themselves is in none of the three.',
  ),
  described('list')('metadata.held', '', 'The events held, and their size, by server and type.'),
  described('list')('metadata.learned', '', 'Each user of another server whom a server was told of, and by what.'),

  count(
    'federation.transactions',
    'transactions',
    'Transactions sent between servers, each counted once; a batch regrouped with anything new is another one.',
  ),
  count('federation.retries', 'transmissions', 'Further attempts to deliver a transaction, with nothing new in it.'),
  count('federation.backfills', 'requests', 'Requests for events that others refer to and that are missing.'),
  count('resolution.calls', 'resolutions', 'Resolutions of two or more different state sets that servers needed, before any sharing.'),
  described('boolean')(
    'resolution.decided_by_event_id',
    '',
    'Whether an event id broke a tie, between commits or pending commits: such a run differs between MLS engines.',
  ),

  ...UPGRADE,
];
