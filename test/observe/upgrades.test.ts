/** What is told of upgrades, and that it is told apart from the old room. */
import { describe, expect, it } from 'vitest';
import { mlsLabel, roomId } from '../../src/names.js';
import { a, atA, atB, atC, b, DEVICES, FIRST, Story } from './story.js';

const NEXT = roomId('!next:a.example');

/** @a's device makes another room for itself and @b's; @c's stays. */
function upgraded() {
  const story = new Story();
  const [lost, won] = [story.commit(atB), story.commit(atA)];
  story.enter(atB, lost).show(atB, story.publish(a, won), won);
  story.at(100).tell(atA, { kind: 'room_upgraded', successor: NEXT }).inRoom(NEXT);
  const begun = mlsLabel(`${atA}#9`);
  story.tell(atA, { kind: 'state_entered', state: begun, epoch: 0, via: 'creation' });
  const adding = story.commit(atA, { parent: begun, epoch: 0, roster: [atA, atB] });
  story.enter(atA, adding).at(350).enter(atB, adding, 'welcome');
  const message = story.submit(atB, 1, adding, [atA, atB]);
  story.decrypt(atA, message, story.accept(atB, message), false, adding);
  return { story, adding };
}

describe('an upgrade', () => {
  it('should count who moved, who stayed, and who had lost the old room', () => {
    const { metrics, violations } = upgraded().story.inRoom(undefined).end();
    expect(metrics.upgrade).toEqual({
      rooms: 1,
      moved: 2,
      left_behind: 1,
      apart: 0,
      rescued: 1,
      move_ms: { count: 1, p50: 250, p95: 250, p99: 250, max: 250 },
      messages: { sent: 1, pairs: 1, decrypted: 1 },
    });
    expect(violations).toEqual([]);
  });

  it('should leave the numbers of the old room alone', () => {
    const { metrics } = upgraded().story.inRoom(undefined).end();
    expect(metrics.messages).toMatchObject({ sent: 0, pairs: 0, decrypted: 0 });
    expect(metrics.recovery).toMatchObject({ episodes: 1, by_welcome: 0, unrecovered: 1 });
  });

  it('should not count who is not in the new group any more', () => {
    const { story, adding } = upgraded();
    story.tell(atB, { kind: 'group_left', by: adding }).inRoom(undefined);
    expect(story.end().metrics.upgrade).toMatchObject({ moved: 1, left_behind: 2, rescued: 0 });
  });

  it('should not have a user go on in an earlier room, having left the last one', () => {
    const { story } = upgraded();
    const other = roomId('!other:b.example');
    story.inRoom(undefined).tell(atB, { kind: 'room_upgraded', successor: other }).inRoom(other);
    const state = mlsLabel(`${atB}#9`);
    story.tell(atB, { kind: 'state_entered', state, epoch: 0, via: 'creation' });
    story.inRoom(undefined);
    expect(story.end().metrics.upgrade).toMatchObject({ rooms: 2, moved: 2, apart: 1 });
    const again = upgraded().story;
    again.inRoom(undefined).tell(atB, { kind: 'room_upgraded', successor: other }).inRoom(other);
    again.tell(atB, { kind: 'state_entered', state, epoch: 0, via: 'creation' }).tell(atB, { kind: 'group_abandoned', state });
    expect(again.inRoom(undefined).end().metrics.upgrade).toMatchObject({ rooms: 2, moved: 2, apart: 0 });
  });

  it('should hold what happens there to the invariants of a room', () => {
    const { story, adding } = upgraded();
    const [one, other] = [story.commit(atA, { parent: adding, epoch: 1 }), story.commit(atB, { parent: adding, epoch: 1 })];
    story.enter(atA, one).enter(atA, other).inRoom(undefined);
    expect(story.end().violations).toMatchObject([{ invariant: 'no device applies two children of one state without a rollback' }]);
  });

  it('should be nothing without one', () => {
    const story = new Story();
    story.submit(atC, 1, FIRST, DEVICES);
    story.propose(b, story.commit(atB));
    expect(story.end().metrics.upgrade).toMatchObject({ rooms: 0, moved: 0, left_behind: 0, move_ms: { count: 0 } });
  });
});
