/** What a room ends with that nobody puts right by themselves. */
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../src/names.js';
import { a, atA, atB, atC, b, DEVICES, FIRST, Story } from './story.js';

const newcomer = '@d:b.example/1' as DeviceId;

describe('orphans', () => {
  /** @b's device adds somebody on a branch that loses; `roster` is who is in the group of the final commit. */
  function fork(roster: readonly DeviceId[]) {
    const story = new Story();
    const [losing, winning] = [story.commit(atB, { roster: [...DEVICES, newcomer] }), story.commit(atA, { roster })];
    story.publish(b, losing);
    const final = story.publish(a, winning);
    return { story, losing, winning, final };
  }

  it('should be who was welcomed on a losing branch and is not in the final group', () => {
    const { story, losing, final } = fork(DEVICES);
    story.enter(newcomer, losing, 'welcome').enter(atB, losing);
    expect(story.end(final).metrics.recovery.orphaned).toBe(1);
  });

  it('should not be who was added again, nor who is in the final group and only off the branch', () => {
    const { story, losing, final } = fork([...DEVICES, newcomer]);
    story.enter(newcomer, losing, 'welcome');
    expect(story.end(final).metrics.recovery.orphaned).toBe(0);
  });

  it('should not be who the final chain removed', () => {
    const { story, losing, winning } = fork([...DEVICES, newcomer]);
    const removal = story.commit(atA, { parent: winning, epoch: 2, roster: DEVICES });
    story.enter(newcomer, losing, 'welcome');
    expect(story.end(story.publish(a, removal)).metrics.recovery.orphaned).toBe(0);
  });
});

describe('a wedged room', () => {
  const fails = (story: Story, commit: ReturnType<Story['commit']>, state = FIRST) =>
    story.tell(atC, { kind: 'commit_unprocessable', commit, state, failure: 'cannot_open' });

  it('should be one whose final chain leads through a commit that nobody can process in the state that it was made in', () => {
    const story = new Story();
    const garbage = story.commit(atB);
    fails(story, garbage);
    expect(story.end(story.publish(a, garbage)).metrics.recovery.wedged).toBe(true);
  });

  it('should be none where some device got past it, or it lost, or it only was of another branch', () => {
    const passed = new Story();
    const applied = passed.commit(atB);
    fails(passed, applied).enter(atA, applied);
    expect(passed.end(passed.publish(a, applied)).metrics.recovery.wedged).toBe(false);

    const lost = new Story();
    const garbage = lost.commit(atB);
    fails(lost, garbage).tell(b, { kind: 'workload_ended' });
    lost.publish(b, garbage);
    expect(lost.end(lost.publish(a, lost.commit(atA))).metrics.recovery.wedged).toBe(false);

    const elsewhere = new Story();
    const [other, winner] = [elsewhere.commit(atB), elsewhere.commit(atA)];
    fails(elsewhere, winner, other);
    expect(elsewhere.end(elsewhere.publish(a, winner)).metrics.recovery.wedged).toBe(false);
  });
});

describe('help outside of Matrix', () => {
  it('should be counted, in vain or not, and what came of it', () => {
    const story = new Story();
    story.tell(undefined, { kind: 'help_asked', device: atC, of: undefined }).tell(undefined, { kind: 'help_asked', device: atC, of: atA });
    const [readding, lost] = [story.commit(atA, { change: 'readd' }), story.commit(atB, { change: 'readd' })];
    story.publish(b, lost);
    const { calls, calls_in_vain, readds } = story.end(story.publish(a, readding)).metrics.recovery;
    expect({ calls, calls_in_vain, readds }).toEqual({ calls: 2, calls_in_vain: 1, readds: 1 });
  });

  it('should make a wish that was withdrawn no unsatisfied one', () => {
    const story = new Story();
    story.intend(atA, 2).intend(atA, 3).tell(atA, { kind: 'change_withdrawn', intent: 3 });
    expect(story.end().metrics.commits.unsatisfied).toBe(1);
  });
});

describe('a chain of which something is missing', () => {
  it('should be counted, unless it comes later', () => {
    const chainOf = (arrives: boolean) => {
      const story = new Story();
      const [won, lost] = [story.commit(atA), story.commit(atB)];
      const next = story.commit(atA, { parent: won, epoch: 2 });
      story.at(100).show(atB, story.publish(b, lost), lost).enter(atB, lost);
      story.at(200).show(atB, story.publish(a, next), next);
      if (arrives) story.at(300).tell(atB, { kind: 'commit_received', commit: won });
      return story.end().metrics.recovery.chain_missing;
    };
    expect([chainOf(false), chainOf(true)]).toEqual([1, 0]);
  });
});
