/** What is open to who gets hold of a device. */
import { atA, atB, atC, b, FIRST, type Story } from '../story.js';
import { once, type Smallest, sent, shows } from './telling.js';

/** @b's device is alone in the group, has a message of before unread, and follows a commit. */
export function alone(story: Story): Story {
  sent(story);
  const next = story.commit(atC, { roster: [atB, atC] });
  for (const device of [atA, atC]) story.tell(device, { kind: 'group_left', by: next });
  return story.tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
}

export const EXPOSURE: readonly Smallest[] = [
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
