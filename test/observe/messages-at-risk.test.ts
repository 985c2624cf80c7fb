/** What a device's retained states open and its current one does not: 100 instants, one a second. */
import { describe, expect, it } from 'vitest';
import { a, atA, atB, DEVICES, FIRST, FIRST_EVENT, Story } from './story.js';

/** The sum over the instants and the three devices of what was at risk. */
const atRisk = (story: Story): number => Math.round(story.at(100_000).end().metrics.exposure.messages_at_risk * 100 * DEVICES.length);

/** A story in which @a's device has sent two messages in the first state, of which @b's has read one. */
function messages(): Story {
  const story = new Story();
  story.at(500);
  const [read] = [story.submit(atA, 1), story.submit(atA, 2)].map((message) => ({ message, event: story.accept(atA, message) }));
  if (read !== undefined) story.tell(atB, { kind: 'message_decrypted', ...read, state: FIRST, late: false });
  return story;
}

describe('messages at risk', () => {
  it('should be none where no state is kept', () => {
    expect(atRisk(messages())).toBe(0);
  });

  it('should be those of a kept state whose keys were not used, from when it is left until it is deleted', () => {
    const story = messages();
    const next = story.commit(atA);
    story.at(10_500).tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
    story.at(30_500).tell(atB, { kind: 'state_deleted', state: FIRST });
    // @b's device, the one message that it has not read, at seconds 11 to 30.
    expect(atRisk(story)).toBe(20);
  });

  it('should also be all of the states that it leads to, whose keys it derives anew, but for what the current one opens', () => {
    const story = messages();
    const next = story.commit(atA);
    story.publish(a, next);
    story.at(10_500).tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
    const [read, unread] = [3, 4].map((text) => story.submit(atA, text, next));
    for (const message of [read, unread]) if (message !== undefined) story.accept(atA, message);
    if (read !== undefined) story.tell(atB, { kind: 'message_decrypted', message: read, event: FIRST_EVENT, state: next, late: false });
    // One unread of the first state, and one read of the next; the other one the current state opens as well.
    expect(atRisk(story)).toBe(2 * 90);
  });

  it('should lead through a commit of the device’s own only while the state is kept that it was made in', () => {
    const through = (keptBetween: boolean): number => {
      const story = new Story();
      story.at(500);
      const first = story.commit(atA);
      const own = story.commit(atB, { parent: first, epoch: 1 });
      const last = story.commit(atA, { parent: own, epoch: 2 });
      story.accept(atA, story.submit(atA, 1, own));
      story.tell(atB, { kind: 'state_retained', state: FIRST });
      if (keptBetween) story.enter(atB, first).tell(atB, { kind: 'state_retained', state: first });
      story.enter(atB, last);
      return atRisk(story);
    };
    expect(through(true)).toBe(100);
    expect(through(false)).toBe(0);
  });

  it('should end where the device’s user leaves the room, and the device forgets its states', () => {
    const story = messages();
    const next = story.commit(atA);
    story.at(10_500).tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
    story.at(30_500).tell(atB, { kind: 'state_deleted', state: FIRST }).tell(atB, { kind: 'group_abandoned', state: next });
    // Two devices are left in the group then, so the mean is over as many; there is nothing at risk any more.
    expect(atRisk(story)).toBe(20);
  });

  it('should end where a commit removes the device, and count no device outside the group', () => {
    const afterRemoval = (leaves: boolean): number => {
      const story = messages();
      const next = story.commit(atA);
      const removal = story.commit(atA, { parent: next, epoch: 2, roster: [atA] });
      story.accept(atA, story.submit(atA, 5, removal, [atA]));
      story.at(10_500).tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
      if (leaves) story.tell(atB, { kind: 'group_left', by: removal });
      return atRisk(story);
    };
    // The one that was not read; what was sent after the removal the kept state does not open.
    expect(afterRemoval(false)).toBe(90);
    expect(afterRemoval(true)).toBe(0);
  });
});
