/** By metrics, the smallest stories in which they are 1, or a value that shows what they mean. */
import { expect } from 'vitest';
import { type DeviceId, deviceId, eventLabel, type MlsLabel, userId } from '../../src/names.js';
import { PROPOSALS_AND_KEYS } from './smallest-proposals-and-keys.js';
import { type Smallest, shows, told, type Values } from './smallest-story.js';
import { a, atA, atB, atC, b, c, DEVICES, FIRST, FIRST_EVENT, type Story } from './story.js';

const ENCRYPTED = 'm.room.encrypted';
const TWO = [atA, atB];
/** One sample of a distribution. */
const once = (path: string, value: number): Values =>
  Object.fromEntries([[`${path}.count`, 1], ...['p50', 'p95', 'p99', 'max'].map((percentile) => [`${path}.${percentile}`, value])]);

/** A message of @a's device for @b's alone, which its server has made an event of. */
function sent(story: Story, state = FIRST, roster: readonly DeviceId[] = TWO) {
  const message = story.submit(atA, 1, state, roster);
  return { message, event: story.accept(atA, message) };
}

/** Two commits on the first state, of which @b's device has applied, at 100 ms, the one that its server is to leave. */
function fork(story: Story) {
  const [winner, loser] = [story.commit(atA), story.commit(atB)];
  const [won, lost] = [story.publish(a, winner), story.publish(b, loser)];
  story.at(100).show(atB, lost, loser).enter(atB, loser).at(350).show(atB, won, winner);
  return { winner, loser, won, lost };
}

const pending = (story: Story): MlsLabel => story.commit(atB, { way: 'pending' });

const MESSAGES: readonly Smallest[] = [
  shows(
    'a message is on its way at the end',
    (story) => {
      sent(story);
      return story;
    },
    { 'messages.sent': 1, 'messages.pairs': 1, 'messages.undelivered': 1 },
  ),
  shows(
    'a message is read after 40 ms',
    (story) => {
      const { message, event } = sent(story);
      return story.at(40).decrypt(atB, message, event);
    },
    { 'messages.decrypted': 1, ...once('messages.latency_ms', 40) },
  ),
  shows(
    'a message is read at the second try',
    (story) => {
      const { message, event } = sent(story);
      return story.fail(atB, message, event, FIRST).decrypt(atB, message, event, true);
    },
    { 'messages.decrypted_late': 1 },
  ),
  shows('a device holds back', (story) => story.tell(atB, { kind: 'message_withheld', text: 1 }), { 'messages.withheld': 1 }),
  shows('nobody can send', (story) => story.tell(atB, { kind: 'message_impossible', text: 1, why: 'no group' }), {
    'messages.impossible': 1,
  }),
  shows(
    'a device has left the state of a message',
    (story) => {
      const { message, event } = sent(story);
      const next = story.commit(atA);
      return story.enter(atB, next).fail(atB, message, event, next);
    },
    { 'messages.undecryptable.total': 1, 'messages.undecryptable.key_deleted': 1 },
  ),
  shows(
    'a device is on the roster and never came',
    (story) => {
      const newcomer = deviceId('@d:c.example/1');
      const { message, event } = sent(story, story.commit(atA, { roster: [...DEVICES, newcomer] }), [atA, newcomer]);
      return story.fail(newcomer, message, event, undefined);
    },
    { 'messages.undecryptable.never_joined': 1 },
  ),
  shows(
    'a device stands on another branch',
    (story) => {
      const [left, right] = [story.commit(atA), story.commit(atC)];
      const { message, event } = sent(story, left);
      return story.enter(atB, right).fail(atB, message, event, right);
    },
    { 'messages.undecryptable.fork': 1 },
  ),
  shows(
    'a device is a commit behind',
    (story) => {
      const { message, event } = sent(story, story.commit(atA));
      return story.fail(atB, message, event, FIRST);
    },
    { 'messages.undecryptable.other': 1, 'messages.undecryptable.other_by_failure.cannot_open': 1 },
  ),
  ...(['soft_failed', 'rejected'] as const).map((outcome) =>
    shows(
      `a server has ${outcome} a message`,
      (story) => story.receive(sent(story).event, [b], outcome, ENCRYPTED, outcome === 'rejected' ? 4 : 6),
      { 'messages.hidden.total': 1, [`messages.hidden.${outcome}`]: 1, [`events.${outcome}.11`]: 1 },
    ),
  ),
  shows(
    'somebody outside is shown a message',
    (story) => {
      const { message, event } = sent(story);
      return story.fail(atC, message, event, FIRST);
    },
    { 'messages.shown_outside': 1 },
  ),
  shows('a client races a commit', (story) => story.refuse(atA, story.submit(atA, 1)), {
    'messages.refused_at_send': 1,
    'events.refused.11': 1,
  }),
];

const COMMITS: readonly Smallest[] = [
  shows(
    'a commit is made, published, and applied after 400 ms',
    (story) => {
      const commit = story.at(100).intend(atA, 1).commit(atA, { intent: 1 });
      const final = story.publish(a, commit);
      return story.at(500).enter(atA, commit).end(final);
    },
    {
      'commits.created': 1,
      'commits.published': 1,
      'commits.accepted': 1,
      'commits.epochs': 1,
      'commits.by_power.0': 1,
      ...once('commits.acceptance_ms', 400),
    },
  ),
  shows('a commit is published on another branch than the final one', (story) => told(story, story.publish(b, story.commit(atB))), {
    'commits.lost': 1,
  }),
  shows(
    'one of two epochs has two commits',
    (story) => {
      const [won, lost] = [story.commit(atA), story.commit(atB)];
      const event = story.publish(a, won);
      story.publish(b, lost);
      return story.end(story.publish(a, story.commit(atA, { parent: won, epoch: 2 }), event));
    },
    { 'commits.conflicted_epochs': 1, 'commits.conflict_rate': 0.5 },
  ),
  shows('a server refuses a commit', (story) => story.tell(atB, { kind: 'commit_refused', commit: pending(story), rule: '9.3', why: '' }), {
    'commits.refused': 1,
  }),
  shows('another commit is first', (story) => story.tell(atB, { kind: 'commit_superseded', commit: pending(story), by: FIRST }), {
    'commits.stale': 1,
  }),
  shows('an author waits in vain', (story) => story.tell(atB, { kind: 'commit_given_up', commit: pending(story) }), {
    'commits.expired': 1,
  }),
  shows('a pending commit waits at the end', (story) => told(story, pending(story)), { 'commits.open': 1 }),
  shows(
    'a power converts what its author has given up',
    (story) => {
      const commit = pending(story);
      return story.tell(atB, { kind: 'commit_given_up', commit }).end(story.publish(a, commit));
    },
    { 'commits.lockouts': 1 },
  ),
  shows(
    'two powers convert one pending commit',
    (story) => {
      const commit = pending(story);
      return told(
        story,
        [a, b].map((server) => story.publish(server, commit)),
      );
    },
    { 'commits.duplicates': 1 },
  ),
  shows('a wish comes to nothing', (story) => story.at(100).intend(atB, 1), {
    'commits.unsatisfied': 1,
    'commits.unsatisfied_intents': [
      { device: atB, change: 'update', at_ms: 100, why: expect.stringContaining('no commit was made for it') },
    ],
  }),
  shows('a Welcome is too large', (story) => story.tell(a, { kind: 'to_device_refused', to: atB, state: FIRST, size: 70_000, why: '' }), {
    'commits.welcomes_refused': 1,
  }),
  shows('a device declines', (story) => story.tell(atB, { kind: 'commit_declined', commit: story.commit(atA), state: FIRST, why: '' }), {
    'commits.declined': 1,
  }),
  shows('a server takes up a graft', (story) => story.current(FIRST_EVENT, [b], true), { 'commits.grafts': 1 }),
  shows(
    'a server moves to a sibling of its current commit',
    (story) => {
      const { won, lost } = fork(story);
      return story.current(lost, [b]).current(won, [b]);
    },
    once('commits.rollback_depth', 1),
  ),
];

const RECOVERY: readonly Smallest[] = [
  shows('a device cannot follow', (story) => told(story, fork(story)), {
    'recovery.episodes': 1,
    'recovery.unrecovered': 1,
    ...once('recovery.window_needed_ms', 250),
  }),
  shows(
    'it goes back to a kept state after 60 ms, and follows',
    (story) => {
      const { winner } = fork(story);
      return story.at(410).enter(atB, FIRST, 'rollback').enter(atB, winner);
    },
    { 'recovery.by_window': 1, ...once('recovery.duration_ms', 60) },
  ),
  shows('it is welcomed again', (story) => story.enter(atB, fork(story).winner, 'welcome'), { 'recovery.by_welcome': 1 }),
  shows(
    'its branch comes back',
    (story) => {
      const { lost, loser } = fork(story);
      return story.show(atB, lost, loser);
    },
    { 'recovery.by_return': 1 },
  ),
];

const AGREEMENT: readonly Smallest[] = [
  shows(
    'one server is left behind, and no device follows but the author’s',
    (story) => {
      const commit = story.commit(atA);
      const event = story.publish(a, commit);
      return story.enter(atA, commit).current(event, [a, b]).end(event);
    },
    {
      'agreement.final': false,
      'agreement.tips': [expect.objectContaining({ servers: [a, b] }), { commit: FIRST, epoch: 0, servers: [c] }],
      'agreement.devices_current': 1 / 3,
    },
  ),
  shows('a listed server has nothing of the room', (story) => story.end(FIRST_EVENT, [a, b]), { 'agreement.absent': [c] }),
  shows(
    'servers agree 70 ms after a partition',
    (story) => {
      const { won, lost } = fork(story);
      story.current(won, [a, c]).current(lost, [b]);
      return story.at(400).tell(undefined, { kind: 'partition_ended', fault: 0 }).at(470).current(won, [b]).end(won);
    },
    once('agreement.heal_ms', 70),
  ),
];

/** @b's device is alone in the group, has a message of before unread, and follows a commit. */
function alone(story: Story): Story {
  sent(story);
  const next = story.commit(atC, { roster: [atB, atC] });
  for (const device of [atA, atC]) story.tell(device, { kind: 'group_left', by: next });
  return story.tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
}

const EXPOSURE: readonly Smallest[] = [
  shows('a state is kept for a second', (story) => alone(story).at(1_000).tell(atB, { kind: 'state_deleted', state: FIRST }), {
    'exposure.retained_state_seconds': 1,
  }),
  shows('at every instant one message is open to a kept state only', (story) => alone(story).at(100_000), {
    'exposure.messages_at_risk': 1,
  }),
  shows(
    'a device is copied between two messages, and heals the room a second later',
    (story) => {
      sent(story);
      story.at(1_000).tell(undefined, { kind: 'device_compromised', node: atB });
      sent(story);
      return story.end(story.at(2_000).publish(b, story.commit(atB)));
    },
    {
      'exposure.compromise.count': 1,
      'exposure.compromise.messages_before': 1,
      'exposure.compromise.messages_after': 1,
      ...once('exposure.compromise.healing_ms', 1_000),
      'exposure.compromises': [
        { device: atB, at_ms: 1_000, messages_before: 1, messages_after: 1, healed_by: `${atB}#1`, healing_ms: 1_000 },
      ],
    },
  ),
  shows('a device is copied, and nobody commits', (story) => story.tell(undefined, { kind: 'device_compromised', node: atB }), {
    'exposure.compromise.unhealed': 1,
  }),
];

const EVENTS: readonly Smallest[] = [
  shows('a message becomes an event', (story) => told(story, sent(story)), {
    'events.count.m.room.encrypted': 1,
    'events.bytes.m.room.encrypted': 500,
    'events.max_bytes.m.room.encrypted': 500,
  }),
];

const METADATA: readonly Smallest[] = [
  shows(
    'a user of another server, who is alone there, writes a message',
    (story) => {
      story.tell(a, { kind: 'user_joined', user: userId('@a:a.example') });
      return story.receive(sent(story, story.commit(atA)).event, [b], 'accepted', ENCRYPTED);
    },
    {
      'metadata.events.b.example': 1,
      'metadata.bytes.b.example': 500,
      'metadata.own_users.a.example': 1,
      'metadata.authors.own.a.example': 1,
      'metadata.authors.single.b.example': 1,
      'metadata.held': [
        { server: a, type: ENCRYPTED, events: 1, bytes: 500 },
        { server: b, type: ENCRYPTED, events: 1, bytes: 500 },
      ],
    },
  ),
  shows('somebody of a server that hides who writes a message', (story) => story.receive(sent(story).event, [b], 'accepted', ENCRYPTED), {
    'metadata.authors.hidden.b.example': 1,
  }),
  shows('a commit is received', (story) => story.receive(story.publish(a, story.commit(atA)), [b]), {
    'metadata.epochs.b.example': 1,
    'metadata.powers_lists.b.example': 1,
    'metadata.servers_lists.b.example': 1,
  }),
  shows('a server is told of a user', (story) => story.tell(b, { kind: 'to_device_carried', from: atA, to: atB, state: FIRST, size: 9 }), {
    'metadata.other_users.b.example': 1,
    'metadata.learned': [{ server: b, user: '@a:a.example', from: ['to_device'] }],
  }),
  shows('a server takes no part', (story) => story.tell(c, { kind: 'event_ignored', event: FIRST_EVENT, from: a }), {
    'metadata.ignored.c.example': 1,
  }),
];

const TRAFFIC: readonly Smallest[] = [
  shows('a transaction goes out', (story) => story.tell(a, { kind: 'transaction_sent', to: b, pdus: 1, edus: 0, attempt: 1 }), {
    'federation.transactions': 1,
  }),
  shows('it goes out again', (story) => story.tell(a, { kind: 'transaction_sent', to: b, pdus: 1, edus: 0, attempt: 2 }), {
    'federation.retries': 1,
  }),
  shows('an event is missing', (story) => story.tell(b, { kind: 'backfill_requested', from: a, events: 3 }), { 'federation.backfills': 1 }),
  shows(
    'an event id decides between two states',
    (story) => {
      const states = [FIRST_EVENT, eventLabel('b.example#9')];
      return story.tell(b, { kind: 'states_resolved', event: FIRST_EVENT, states, commit: FIRST_EVENT, decided_by_event_id: true });
    },
    { 'resolution.calls': 1, 'resolution.decided_by_event_id': true },
  ),
];

export const SMALLEST: readonly Smallest[] = [
  ...MESSAGES,
  ...COMMITS,
  ...RECOVERY,
  ...AGREEMENT,
  ...EXPOSURE,
  ...EVENTS,
  ...PROPOSALS_AND_KEYS,
  ...METADATA,
  ...TRAFFIC,
];
