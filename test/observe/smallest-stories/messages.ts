/** Messages. */
import { deviceId } from '../../../src/names.js';
import { atA, atB, atC, b, DEVICES, FIRST } from '../story.js';
import { ENCRYPTED, once, type Smallest, sent, shows } from './telling.js';

export const MESSAGES: readonly Smallest[] = [
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
  ...['not_a_member', 'limits', 'membership', '6'].map((rule) =>
    shows(`a message cannot be sent: ${rule}`, (story) => story.tell(atB, { kind: 'message_impossible', text: 1, rule, why: 'so' }), {
      'messages.impossible': 1,
      [`messages.impossible_by_rule.${rule}`]: 1,
    }),
  ),
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
  shows(
    'a device declined a commit',
    (story) => {
      const commit = story.commit(atA);
      const { message, event } = sent(story, commit);
      return story.tell(atB, { kind: 'commit_declined', commit, state: FIRST, why: 'so' }).fail(atB, message, event, FIRST);
    },
    { 'messages.undecryptable.other': 1, 'messages.undecryptable.other_after_decline': 1 },
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
