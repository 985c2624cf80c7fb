import { describe, expect, it } from 'vitest';
import type { ServerName } from '../../src/names.js';
import { a, atA, atB, b, c, FIRST, SERVERS, Story } from './story.js';

describe('agreement', () => {
  it('should be final, if every server of the room has the final commit, be it by another event with its bytes', () => {
    const story = new Story();
    const commit = story.commit(atA);
    const [one, twin] = [story.publish(a, commit), story.publish(b, commit)];
    story.current(one, [a]).current(twin, [b]).enter(atA, commit).enter(atB, commit);
    const { agreement } = story.end(one, [a, b]).metrics;
    expect(agreement).toMatchObject({ final: true, tips: [{ commit, epoch: 1, servers: [a, b] }] });
    expect(agreement.devices_current).toBeCloseTo(2 / 3);
  });

  it('should name each current commit with its servers, if they disagree', () => {
    const story = new Story();
    const commit = story.commit(atA);
    const event = story.publish(a, commit);
    story.current(event, [b]);
    expect(story.end(event).metrics.agreement).toMatchObject({
      final: false,
      tips: [
        { commit: FIRST, epoch: 0, servers: [a, c] },
        { commit, epoch: 1, servers: [b] },
      ],
      devices_current: 0,
    });
  });

  it('should name the servers that the final commit lists and that hold nothing of the room', () => {
    const absentIf = (holding: ServerName[]) => {
      const story = new Story();
      return story.end(story.publish(a, story.commit(atA)), holding).metrics.agreement.absent;
    };
    expect(absentIf([a, c])).toEqual([b]);
    expect(absentIf(SERVERS)).toEqual([]);
  });

  it('should measure how long servers of the room stay on different branches after a partition', () => {
    const story = new Story();
    const [left, right] = [story.commit(atA), story.commit(atB)];
    const [won, lost] = [story.publish(a, left), story.publish(b, right)];
    story.at(100).current(won, [a]).current(lost, [b, c]);
    story.at(1_000).tell(undefined, { kind: 'partition_ended', fault: 0 });
    const next = story.commit(atA, { parent: left, epoch: 2 });
    story.at(1_200).current(story.publish(a, next, won), [a]);
    story.at(1_300).current(won, [b]);
    // One chain from here on, though not one commit; c is not a server of the room in the end.
    story.at(1_500).tell(undefined, { kind: 'partition_ended', fault: 1 });
    story.at(1_600).current(lost, [c]).tell(undefined, { kind: 'partition_ended', fault: 2 });
    story.at(1_700).current(won, [c]);
    expect(story.end(won, [a, b]).metrics.agreement.heal_ms).toMatchObject({ count: 3, p50: 0, max: 300 });
  });

  it('should have no sample for a partition after which servers never agree', () => {
    const story = new Story();
    const [left, right] = [story.commit(atA), story.commit(atB)];
    story.current(story.publish(a, left), [a]).current(story.publish(b, right), [b]);
    story.at(1_000).tell(undefined, { kind: 'partition_ended', fault: 0 });
    expect(story.end(undefined, SERVERS).metrics.agreement.heal_ms).toMatchObject({ count: 0, max: null });
  });
});
