/** What somebody opens who copies @b's device. The property test over whole runs is in test/simulation/compromise.test.ts. */
import { describe, expect, it } from 'vitest';
import { type DeviceId, type MlsLabel, mlsLabel } from '../../src/names.js';
import { a, atA, atB, atC, b, DEVICES, FIRST, FIRST_EVENT, RULES, SERVERS, Story } from './story.js';

const copy = (story: Story, device: DeviceId = atB): Story => story.tell(undefined, { kind: 'device_compromised', node: device });
const send = (story: Story, sender: DeviceId, state = FIRST) => {
  const message = story.submit(sender, 1, state);
  return { message, event: story.accept(sender, message) };
};
const sendTimes = (times: number, story: Story, sender: DeviceId, state = FIRST): void => {
  for (let time = 0; time < times; time++) send(story, sender, state);
};
const only = (story: Story, final: string = FIRST_EVENT) => story.end(final).metrics.exposure.compromises[0];

/** A commit by `author` that all servers take up, as the final one if it is the last. */
function step(story: Story, author: DeviceId, parent: MlsLabel, auth: typeof FIRST_EVENT, epoch: number, roster = DEVICES) {
  const commit = story.commit(author, { parent, epoch, roster });
  const event = story.publish(a, commit, auth);
  story.receive(event, SERVERS).current(event, SERVERS);
  return { commit, event };
}

describe('a compromise', () => {
  it('should be none, if the scenario names none', () => {
    const { compromises, compromise } = new Story().end().metrics.exposure;
    expect(compromises).toEqual([]);
    expect(compromise).toMatchObject({ count: 0, messages_before: 0, messages_after: 0, unhealed: 0, healing_ms: { count: 0, max: null } });
  });

  it('should open what was sent before and not read or written by the device, and all that is sent in its state after', () => {
    const story = new Story().at(1_000);
    const read = send(story, atA);
    story.decrypt(atB, read.message, read.event);
    send(story, atA);
    send(story, atB);
    copy(story.at(2_000)).at(3_000);
    const later = send(story, atA);
    story.decrypt(atB, later.message, later.event);
    send(story, atB);
    expect(only(story)).toEqual({
      device: atB,
      at_ms: 2_000,
      messages_before: 1,
      messages_after: 2,
      healed_by: null,
      healing_ms: null,
    });
  });

  it('should not open what the device had encrypted before and its server took after', () => {
    const story = new Story().at(1_000);
    const message = story.submit(atB, 1);
    copy(story.at(2_000)).at(3_000).accept(atB, message);
    sendTimes(1, story, atB);
    expect(only(story)).toMatchObject({ messages_before: 0, messages_after: 1 });
  });

  it('should follow the commits of others, until the device makes one or is removed', () => {
    for (const healing of ['update', 'removal'] as const) {
      const story = copy(new Story().at(1_000));
      const others = step(story.at(2_000), atA, FIRST, FIRST_EVENT, 1);
      sendTimes(2, story, atC, others.commit);
      const roster = healing === 'update' ? DEVICES : [atA, atC];
      const own = step(story.at(4_000), healing === 'update' ? atB : atA, others.commit, others.event, 2, roster);
      sendTimes(3, story, atA, own.commit);
      const after = step(story, atA, own.commit, own.event, 3, roster);
      sendTimes(5, story, atA, after.commit);
      expect(only(story, after.event)).toMatchObject({ messages_after: 2, healed_by: own.commit, healing_ms: 3_000 });
    }
  });

  it('should not follow a commit that removes the device and adds it again, by a Welcome that the thief does not see', () => {
    const story = copy(new Story().at(1_000));
    const again = story.commit(atA, { added: [atB] });
    const event = story.at(3_000).publish(a, again);
    sendTimes(2, story, atA, again);
    expect(only(story, event)).toMatchObject({ messages_after: 0, healed_by: again, healing_ms: 2_000 });
  });

  it('should be healed by a commit that takes up an Update that the device has proposed since', () => {
    for (const proposedBefore of [false, true]) {
      const story = new Story().at(1_000);
      const proposal = mlsLabel(`${atB}?1`);
      const what = { proposal, intent: 1, change: 'update', state: FIRST, epoch: 1, key_package: undefined, size: 300 } as const;
      if (!proposedBefore) copy(story);
      story.tell(atB, { kind: 'proposal_created', ...what });
      if (proposedBefore) copy(story);
      const commit = story.at(3_000).commit(atA);
      const event = story.tell(atA, { kind: 'proposals_taken_up', commit, proposals: [proposal] }).publish(a, commit);
      sendTimes(2, story, atA, commit);
      const told = only(story, event);
      // What was proposed before, the copied state holds the key of.
      if (proposedBefore) expect(told).toMatchObject({ messages_after: 2, healing_ms: null });
      else expect(told).toMatchObject({ messages_after: 0, healed_by: commit, healing_ms: 2_000 });
    }
  });

  it('should be healed on the branch alone on which the device makes its commit', () => {
    for (const wins of ['own', 'other'] as const) {
      const story = copy(new Story().at(1_000));
      const [own, other] = [story.commit(atB), story.commit(atA)];
      const [ownEvent, otherEvent] = [story.at(2_000).publish(b, own), story.publish(a, other)];
      sendTimes(1, story, atC, own);
      sendTimes(2, story, atC, other);
      const told = only(story, wins === 'own' ? ownEvent : otherEvent);
      expect(told).toMatchObject({ messages_after: 2, healing_ms: wins === 'own' ? 1_000 : null });
    }
  });

  it('should open all that a retained state leads to, used or not, and what that has left of its own keys', () => {
    const story = new Story().at(1_000);
    const read = send(story, atA);
    story.decrypt(atB, read.message, read.event);
    sendTimes(1, story, atA);
    const next = step(story, atA, FIRST, FIRST_EVENT, 1);
    story.tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next.commit);
    const later = send(story, atA, next.commit);
    story.decrypt(atB, later.message, later.event, false, next.commit);
    expect(only(copy(story), next.event)).toMatchObject({ messages_before: 2 });
  });

  it('should open all of a state that the device came by twice', () => {
    const openedAfter = (deleted: boolean) => {
      const story = new Story().at(1_000);
      const left = story.commit(atB);
      const right = story.commit(atA);
      story.tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, left);
      sendTimes(1, story, atB, left);
      story.tell(atB, { kind: 'state_retained', state: left }).enter(atB, FIRST, 'rollback');
      story.tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, left).tell(atB, { kind: 'state_deleted', state: FIRST });
      sendTimes(2, story, atB, left);
      sendTimes(1, story, atA, right);
      if (deleted) story.tell(atB, { kind: 'state_deleted', state: left });
      return only(copy(story))?.messages_before;
    };
    expect(openedAfter(false)).toBe(3);
    // What the first copy had used, the second has not.
    expect(openedAfter(true)).toBe(1);
  });

  it('should lead through a commit that the device had made before, as it keeps its pending state', () => {
    for (const author_state of ['keep_until_superseded', 'drop_at_timeout'] as const) {
      const story = new Story({ rules: { ...RULES, author_state } }).at(1_000);
      const own = story.commit(atB, { way: 'pending' });
      story.tell(atB, { kind: 'commit_given_up', commit: own });
      const event = story.at(1_500).publish(a, own);
      sendTimes(2, story, atA, own);
      copy(story.at(2_000));
      sendTimes(1, story, atA, own);
      const told = only(story, event);
      if (author_state === 'drop_at_timeout') expect(told).toMatchObject({ messages_before: 0, messages_after: 0, healing_ms: 0 });
      else expect(told).toMatchObject({ messages_before: 2, messages_after: 1, healing_ms: null });
    }
  });

  it('should not be healed by a commit that nobody can follow (H40)', () => {
    const story = new Story().at(1_000);
    copy(story);
    const { commit, event } = step(story.at(2_000), atC, FIRST, FIRST_EVENT, 1);
    const garbage = story.at(3_000).commit(atA, { parent: commit, epoch: 2, change: 'garbage' });
    expect(only(story, story.publish(a, garbage, event))).toMatchObject({ healed_by: null, healing_ms: null });
  });

  it('should cost nothing, if the copy leads nowhere on the final chain, or the commit that heals was there before', () => {
    const elsewhere = new Story().at(1_000);
    const [left, right] = [elsewhere.commit(atA), elsewhere.commit(atC)];
    const final = elsewhere.publish(a, right);
    copy(elsewhere.enter(atB, left));
    expect(only(elsewhere, final)).toMatchObject({ healed_by: null, healing_ms: 0 });

    const behind = new Story().at(1_000);
    const removal = step(behind, atA, FIRST, FIRST_EVENT, 1, [atA, atC]);
    copy(behind.at(2_000));
    expect(only(behind, removal.event)).toMatchObject({ healed_by: removal.commit, healing_ms: 0 });
  });

  it('should add up over all of them', () => {
    const story = new Story().at(1_000);
    send(story, atA);
    copy(story, atB);
    copy(story, atC);
    const own = step(story.at(1_500), atB, FIRST, FIRST_EVENT, 1);
    send(story, atA, own.commit);
    const { compromise, compromises } = story.end(own.event).metrics.exposure;
    expect(compromise).toMatchObject({ count: 2, messages_before: 2, messages_after: 1, unhealed: 1, healing_ms: { count: 1, max: 500 } });
    expect(compromises.map(({ device }) => device)).toEqual([atB, atC]);
  });
});
