/** Events, what servers see of them, and what they need of each other. */
import { eventLabel, userId } from '../../../src/names.js';
import { a, atA, atB, b, c, FIRST, FIRST_EVENT } from '../story.js';
import { ENCRYPTED, type Smallest, sent, shows, told } from './telling.js';

export const EVENTS: readonly Smallest[] = [
  shows('a message becomes an event', (story) => told(story, sent(story)), {
    'events.count.m.room.encrypted': 1,
    'events.bytes.m.room.encrypted': 500,
    'events.max_bytes.m.room.encrypted': 500,
  }),
];

export const METADATA: readonly Smallest[] = [
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

export const TRAFFIC: readonly Smallest[] = [
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
      return story.tell(b, {
        kind: 'states_resolved',
        event: FIRST_EVENT,
        states,
        commit: FIRST_EVENT,
        decided_by_event_id: true,
        steps: undefined,
        grafts: undefined,
      });
    },
    { 'resolution.calls': 1, 'resolution.decided_by_event_id': true },
  ),
];
