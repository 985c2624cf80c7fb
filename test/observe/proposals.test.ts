import { describe, expect, it } from 'vitest';
import { type DeviceId, mlsLabel } from '../../src/names.js';
import { a, atA, atB, atC, b, FIRST, Story } from './story.js';

const size = 300;

/** The device's `number`-th proposal, for its wish of the same number. */
function propose(story: Story, device: DeviceId, number: number) {
  const proposal = mlsLabel(`${device}?${number}`);
  story.tell(device, {
    kind: 'proposal_created',
    proposal,
    intent: number,
    change: 'update',
    state: FIRST,
    epoch: 1,
    key_package: undefined,
    size,
  });
  return proposal;
}

describe('proposals', () => {
  it('should be counted by what became of them', () => {
    const story = new Story();
    const [taken, lost, refused] = [propose(story, atB, 1), propose(story, atB, 2), propose(story, atC, 1)];
    propose(story, atC, 2);
    story.tell(atC, { kind: 'proposal_refused', proposal: refused, rule: '11', why: 'raced a commit' });
    const [won, loser] = [story.commit(atA), story.commit(atB)];
    story.tell(atA, { kind: 'proposals_taken_up', commit: won, proposals: [taken] });
    story.tell(atB, { kind: 'proposals_taken_up', commit: loser, proposals: [lost, taken] });
    const final = story.publish(a, won);
    story.publish(b, loser);
    story.tell(atA, { kind: 'proposal_unprocessable', proposal: lost, event: final, state: FIRST, failure: 'cannot_open' });
    const { metrics, violations } = story.end(final);
    expect(metrics.proposals).toEqual({ created: 4, taken_up: 1, refused: 1, lapsed: 2, left_out: 0, unprocessable: 1 });
    expect(violations).toEqual([]);
  });

  it('should not count as messages, nor with what was before time zero', () => {
    const story = new Story();
    const proposal = propose(story.at(-1), atB, 1);
    const event = story.accept(atB, proposal);
    story.at(1).receive(event, [a], 'soft_failed', 'm.room.encrypted');
    story.refuse(atB, propose(story, atB, 2));
    const { metrics, violations } = story.end();
    expect(metrics.proposals).toMatchObject({ created: 1, lapsed: 1 });
    expect(metrics.messages).toMatchObject({ sent: 0, pairs: 0, refused_at_send: 0, hidden: { total: 0 } });
    expect(metrics.events.refused).toMatchObject({ total: 1 });
    expect(violations).toEqual([]);
  });

  it('should say of an intent who left its proposal out, and why', () => {
    const story = new Story();
    story.intend(atB, 1);
    const proposal = propose(story, atB, 1);
    story.tell(atA, { kind: 'proposal_left_out', proposal, rule: 'required_verification', why: 'nobody knows them' });
    const { unsatisfied_intents } = story.end().metrics.commits;
    expect(unsatisfied_intents.map(({ why }) => why)).toEqual([`${atA} left its proposal out: nobody knows them`]);
  });

  it('should carry an intent out by the commit that takes them up, if that is on the final chain', () => {
    const story = new Story();
    for (const intent of [1, 2, 3]) story.at(100).intend(atB, intent);
    const proposals = [1, 2, 3].map((number) => propose(story, atB, number));
    const [won, lost] = [story.commit(atA), story.commit(atC)];
    story.tell(atA, { kind: 'proposals_taken_up', commit: won, proposals: proposals.slice(0, 1) });
    const final = story.publish(a, won);
    story.publish(b, lost);
    story.at(500).enter(atB, won).tell(atB, { kind: 'change_satisfied', intent: 1, commit: won, state: won });
    story.at(600).enter(atB, lost).tell(atB, { kind: 'change_satisfied', intent: 2, commit: lost, state: lost });
    const { commits } = story.end(final).metrics;
    expect(commits.acceptance_ms).toMatchObject({ count: 1, max: 400 });
    expect(commits.unsatisfied_intents.map(({ why }) => why)).toEqual([
      'somebody else had done it on a branch that lost',
      'nobody took its proposal up',
    ]);
  });
});
