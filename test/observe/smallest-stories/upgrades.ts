/** The smallest stories of going back with others' help, of what nobody puts right, and of leaving a room for another. */
import { type DeviceId, mlsLabel, roomId } from '../../../src/names.js';
import { a, atA, atB, atC, b, DEVICES, FIRST, type Story } from '../story.js';
import { once, type Smallest, shows, told } from './telling.js';

const newcomer = '@d:b.example/1' as DeviceId;
const NEXT = roomId('!next:a.example');
const OTHER = roomId('!other:b.example');

/** @a's device makes another room, to which @b's comes 250 ms later. */
function upgraded(story: Story) {
  story.at(100).tell(atA, { kind: 'room_upgraded', successor: NEXT }).inRoom(NEXT);
  const begun = mlsLabel(`${atA}#9`);
  story.tell(atA, { kind: 'state_entered', state: begun, epoch: 0, via: 'creation' });
  const adding = story.commit(atA, { parent: begun, epoch: 0, roster: [atA, atB] });
  return { begun, adding };
}

export const HELP: readonly Smallest[] = [
  shows(
    'a commit of the chain to follow never came',
    (story) => {
      const [won, lost] = [story.commit(atA), story.commit(atB)];
      const next = story.commit(atA, { parent: won, epoch: 2 });
      story.at(100).show(atB, story.publish(b, lost), lost).enter(atB, lost);
      return story.at(200).show(atB, story.publish(a, next), next);
    },
    { 'recovery.chain_missing': 1 },
  ),
  shows('somebody asked in vain', (story) => story.tell(undefined, { kind: 'help_asked', device: atC, of: undefined }), {
    'recovery.calls': 1,
    'recovery.calls_in_vain': 1,
  }),
  shows('a device was added again', (story) => story.end(story.publish(a, story.commit(atA, { change: 'readd' }))), {
    'recovery.readds': 1,
  }),
  shows(
    'somebody was welcomed on a branch that lost',
    (story) => {
      const losing = story.commit(atB, { roster: [...DEVICES, newcomer] });
      story.publish(b, losing);
      return story.enter(newcomer, losing, 'welcome').end(story.publish(a, story.commit(atA)));
    },
    { 'recovery.orphaned': 1 },
  ),
  shows(
    'a commit of garbage is final',
    (story) => {
      const garbage = story.commit(atB, { change: 'garbage' });
      story.tell(atC, { kind: 'commit_unprocessable', commit: garbage, state: FIRST, failure: 'cannot_open' });
      return story.end(story.publish(a, garbage));
    },
    { 'recovery.wedged': true },
  ),
];

export const UPGRADE: readonly Smallest[] = [
  shows('one device is in a new room', (story) => told(story, upgraded(story)).inRoom(undefined), {
    'upgrade.rooms': 1,
    'upgrade.moved': 1,
  }),
  shows(
    'one of two devices stays behind',
    (story) => {
      upgraded(story);
      const final = story.inRoom(undefined).commit(atA, { roster: [atA, atB] });
      return story.end(story.publish(a, final));
    },
    { 'upgrade.left_behind': 1 },
  ),
  shows(
    'of three devices, one goes on in a room of its own',
    (story) => {
      const { adding } = upgraded(story);
      story.enter(atA, adding).enter(atB, adding, 'welcome').inRoom(undefined);
      story.tell(atC, { kind: 'room_upgraded', successor: OTHER }).inRoom(OTHER);
      story.tell(atC, { kind: 'state_entered', state: mlsLabel(`${atC}#9`), epoch: 0, via: 'creation' });
      return story.inRoom(undefined);
    },
    { 'upgrade.apart': 1 },
  ),
  shows(
    'a device that was lost is in the new room, and reads there',
    (story) => {
      const [won, lost] = [story.commit(atA), story.commit(atB)];
      story.enter(atB, lost).show(atB, story.publish(a, won), won);
      const { adding } = upgraded(story);
      story.enter(atA, adding).at(350).enter(atB, adding, 'welcome');
      const message = story.submit(atA, 1, adding, [atA, atB]);
      return story.decrypt(atB, message, story.accept(atA, message), false, adding).inRoom(undefined);
    },
    {
      'upgrade.rescued': 1,
      ...once('upgrade.move_ms', 250),
      'upgrade.messages.sent': 1,
      'upgrade.messages.pairs': 1,
      'upgrade.messages.decrypted': 1,
    },
  ),
];
