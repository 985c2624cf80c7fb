import { describe, expect, it } from 'vitest';
import { a, atA, atB, b, c, FIRST, FIRST_EVENT, Story } from './story.js';

const invariants = (story: Story): readonly string[] => story.end().violations.map(({ invariant }) => invariant);

describe('invariants', () => {
  it('should refuse a commit from outside the powers, once, unless check 4 refused it or it is the first', () => {
    const outside = (story: Story) => story.publish(c, story.commit(atB), FIRST_EVENT, 'none');
    const story = new Story();
    story.at(1_500).receive(outside(story), [a, b], 'soft_failed');
    expect(story.end().violations).toEqual([
      { invariant: 'a commit accepted at check 4 comes from a power', at_ms: 1_500, detail: 'c.example#1, epoch 1' },
    ]);
    expect(invariants(new Story())).toEqual([]);
    const refused = new Story();
    // `propose`, because nobody has taken it in yet then, not even the server that made it.
    refused.receive(refused.propose(c, refused.commit(atB)), [a], 'rejected', 'm.mls.commit', 4);
    expect(invariants(refused)).toEqual([]);
  });

  it('should refuse that a device applies two children of one state, unless it rolled back between', () => {
    const story = (goBack: boolean) => {
      const told = new Story();
      const [left, right] = [told.commit(atA), told.commit(atB)];
      const deeper = told.commit(atA, { parent: left, epoch: 2 });
      told.enter(atA, left).enter(atA, deeper);
      if (goBack) told.enter(atA, FIRST, 'rollback');
      return told.enter(atA, right);
    };
    const again = new Story();
    expect(invariants(again.enter(atA, FIRST).enter(atA, again.commit(atA)).enter(atA, FIRST))).toEqual([]);
    expect(invariants(story(false))).toEqual(['no device applies two children of one state without a rollback']);
    expect(invariants(story(true))).toEqual([]);
  });

  it.each([
    ['number', 0],
    ['event', 1],
    ['content', 1],
  ] as const)('should refuse a graft by reading (commit_parent: %s)', (commit_parent, violations) => {
    const story = new Story({ rules: { commit_parent } });
    story.current(story.publish(a, story.commit(atA)), [b], true);
    expect(invariants(story)).toHaveLength(violations);
  });

  it('should find it out, if facts and metrics count differently', () => {
    const story = new Story();
    const message = story.submit(atA, 1);
    const event = story.accept(atA, message);
    story.decrypt(atB, message, event).decrypt(atB, message, event);
    expect(story.end().violations.map(({ detail }) => detail)).toEqual(['messages.decrypted is 1, but the facts say 2']);
  });

  it('should keep its list short, if a run is wrong at every step', () => {
    const story = new Story({ rules: { commit_parent: 'event' } });
    const event = story.publish(a, story.commit(atA));
    for (let step = 0; step < 1_000; step++) story.current(event, [b], true);
    expect(invariants(story).length).toBeLessThanOrEqual(100);
  });
});
