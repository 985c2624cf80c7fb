/** Devices that lose their way, and servers that agree or do not. */
import { expect } from 'vitest';
import { a, atA, atB, b, c, FIRST, FIRST_EVENT } from '../story.js';
import { fork, once, type Smallest, shows, told } from './telling.js';

export const RECOVERY: readonly Smallest[] = [
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

export const AGREEMENT: readonly Smallest[] = [
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
