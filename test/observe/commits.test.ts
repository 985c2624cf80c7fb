import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mlsLabel } from '../../src/names.js';
import { a, atA, atB, atC, b, c, DEVICES, FIRST, FIRST_EVENT, SERVERS, Story } from './story.js';

describe('commits', () => {
  it('should count nothing of the setting up', () => {
    const story = new Story().at(-10).intend(atB, 1);
    story.publish(a, FIRST);
    expect(story.end().metrics.commits).toMatchObject({
      created: 0,
      published: 0,
      duplicates: 0,
      epochs: 0,
      conflict_rate: 0,
      by_power: {},
      most_tries: 0,
      unsatisfied: 0,
    });
  });

  it('should tell accepted from lost by the final chain, and see the conflict', () => {
    const story = new Story();
    const [won, lost] = [story.commit(atA), story.commit(atB)];
    const event = story.publish(a, won);
    story.publish(b, lost);
    const next = story.commit(atA, { parent: won, epoch: 2 });
    const last = story.publish(a, next, event);
    expect(story.end(last).metrics.commits).toMatchObject({
      created: 3,
      published: 3,
      accepted: 2,
      lost: 1,
      conflicted_epochs: 1,
      epochs: 2,
      conflict_rate: 0.5,
      by_power: { 0: 2, 1: 1 },
    });
  });

  it('should take the same bytes again for a duplicate and no conflict', () => {
    const story = new Story();
    const commit = story.commit(atC, { way: 'pending' });
    story.receive(story.propose(c, commit), SERVERS, 'accepted', 'm.mls.pending_commit');
    story.publish(b, commit);
    const final = story.publish(a, commit);
    expect(story.end(final).metrics.commits).toMatchObject({
      published: 1,
      accepted: 1,
      duplicates: 1,
      conflicted_epochs: 0,
      epochs: 1,
      by_power: { 1: 1 },
    });
  });

  it('should take a commit for published that check 6 alone refused', () => {
    const story = new Story();
    const commit = story.commit(atB);
    const event = story.publish(b, commit);
    story.receive(event, [a], 'soft_failed');
    expect(story.end().metrics.commits).toMatchObject({ published: 1, lost: 1 });
  });

  it('should name the first reason why a commit was never published', () => {
    const story = new Story();
    const commits = Array.from({ length: 5 }, () => story.commit(atB, { way: 'pending' }));
    const [atSend, byChecks, stale, expired] = commits as [typeof FIRST, typeof FIRST, typeof FIRST, typeof FIRST];
    story.tell(atB, { kind: 'commit_refused', commit: atSend, rule: '10.1', why: '' });
    story.tell(atB, { kind: 'commit_superseded', commit: atSend, by: undefined });
    story.receive(story.propose(b, byChecks), SERVERS, 'rejected', 'm.mls.pending_commit', 5);
    story.tell(atB, { kind: 'commit_given_up', commit: stale });
    story.tell(atB, { kind: 'commit_superseded', commit: stale, by: FIRST });
    const proposal = story.propose(b, expired);
    story.receive(proposal, [b], 'accepted', 'm.mls.pending_commit').receive(proposal, [a], 'rejected', 'm.mls.pending_commit', 5);
    story.tell(atB, { kind: 'commit_given_up', commit: expired });
    expect(story.end().metrics.commits).toMatchObject({ created: 5, published: 0, refused: 2, stale: 1, expired: 1, open: 1, lockouts: 0 });
  });

  it('should see a lockout, if a power publishes what its author has given up', () => {
    const story = new Story();
    const commit = story.commit(atB, { way: 'pending' });
    story.tell(atB, { kind: 'commit_given_up', commit });
    const final = story.publish(a, commit);
    expect(story.end(final).metrics.commits).toMatchObject({ accepted: 1, expired: 0, lockouts: 1 });
  });

  it('should measure acceptance from the intent, over every try, until the author applies it', () => {
    const story = new Story();
    story.at(100).intend(atB, 1).intend(atB, 2).intend(atC, 1);
    const [lost, won] = [story.commit(atB, { intent: 1 }), story.commit(atA, { intent: 9 })];
    story.publish(b, lost);
    const first = story.publish(a, won);
    const retry = story.at(400).commit(atB, { parent: won, epoch: 2, intent: 1 });
    const final = story.publish(b, retry, first);
    story.at(700).enter(atA, retry).at(900).enter(atB, retry);
    story.tell(atC, { kind: 'change_satisfied', intent: 1, commit: undefined, state: retry });
    const { commits } = story.end(final).metrics;
    expect(commits.acceptance_ms).toMatchObject({ count: 1, max: 800 });
    expect(commits.most_tries).toBe(2);
    expect(commits.unsatisfied).toBe(1);
    expect(commits.unsatisfied_intents).toMatchObject([{ device: atB, change: 'update', at_ms: 100 }]);
  });

  it('should tell what last became of an intent that was never carried out', () => {
    const story = new Story();
    for (const intent of [1, 2, 3, 4, 5, 6, 7, 8, 9]) story.at(intent).intend(atB, intent);
    const on = (intent: number) => story.commit(atB, { intent });
    story.publish(b, on(1));
    const rejected = story.publish(b, on(9));
    story.tell(atB, { kind: 'commit_refused', commit: on(2), rule: 'limits', why: 'the event has 70000 bytes' });
    story.tell(atB, { kind: 'commit_superseded', commit: on(3), by: undefined });
    story.tell(atB, { kind: 'commit_given_up', commit: on(4) });
    on(5);
    story.tell(atB, { kind: 'change_impossible', intent: 6, rule: 'key_packages', why: '@c:c.example/1 has no key package' });
    story.tell(atB, { kind: 'change_satisfied', intent: 7, commit: undefined, state: rejected as string as typeof FIRST });
    const { unsatisfied_intents: told } = story.end().metrics.commits;
    expect(told.map(({ at_ms, why }) => `${at_ms} ${why}`)).toEqual([
      '1 its commit was published, and lost to another branch',
      '2 its own server refused the commit (limits): the event has 70000 bytes',
      '3 another commit came first, and it was not made again',
      '4 no power converted its pending commit in time',
      '5 its pending commit was still waiting at the end',
      '6 @c:c.example/1 has no key package',
      '7 somebody else had done it on a branch that lost',
      '8 no commit was made for it: the device could not follow the current commit, or was busy, until the end',
      '9 its commit was published, and lost to another branch',
    ]);
  });

  it('should not take an intent for satisfied whose commit lost', () => {
    const story = new Story();
    story.intend(atB, 1);
    const lost = story.commit(atB, { intent: 1 });
    story.publish(b, lost);
    story.enter(atB, lost).tell(atB, { kind: 'change_satisfied', intent: 1, commit: lost, state: lost });
    expect(story.end().metrics.commits).toMatchObject({ unsatisfied: 1, acceptance_ms: { count: 0, p50: null } });
  });

  it('should measure an intent once, by the first of its commits that the author applied, if several are on the final chain', () => {
    const story = new Story();
    story.at(100).intend(atB, 1);
    const late = story.commit(atB, { intent: 1, way: 'pending' });
    story.tell(atB, { kind: 'commit_given_up', commit: late });
    const first = story.publish(a, late);
    const retry = story.commit(atB, { parent: late, epoch: 2, intent: 1 });
    const final = story.publish(b, retry, first);
    story.at(500).enter(atB, late).at(900).enter(atB, retry);
    expect(story.end(final).metrics.commits).toMatchObject({ accepted: 2, unsatisfied: 0, acceptance_ms: { count: 1, max: 400 } });
  });

  it.each([
    ['on the final chain', 'won', 0],
    ['on another branch', 'lost', 1],
    ['before any commit', 'none', 0],
  ] as const)('should judge an intent that somebody else carried out by where that was (%s)', (_, where, unsatisfied) => {
    const story = new Story();
    story.intend(atB, 1);
    const [won, lost] = [story.commit(atA), story.commit(atC)];
    const states = { won, lost, none: mlsLabel(`${atA}#0`) };
    story.publish(b, lost);
    const final = story.publish(a, won);
    story.tell(atB, { kind: 'change_satisfied', intent: 1, commit: undefined, state: states[where] });
    expect(story.end(final).metrics.commits.unsatisfied).toBe(unsatisfied);
  });

  it('should take an intent for carried out, if that was undone with a branch and came true again on the final chain', () => {
    const story = new Story();
    story.intend(atB, 1);
    const [won, lost] = [story.commit(atA), story.commit(atC)];
    const final = story.publish(a, won);
    for (const state of [won, lost]) story.tell(atB, { kind: 'change_satisfied', intent: 1, commit: undefined, state });
    expect(story.end(final).metrics.commits.unsatisfied).toBe(0);
  });

  it('should find the publisher in the powers of the commit that the event cites, whatever it says itself', () => {
    const story = new Story();
    const [one, two] = [story.commit(atA), story.commit(atB)];
    const first = story.publish(b, one, FIRST_EVENT, [b, a]);
    story.publish(b, two, FIRST_EVENT, [b]);
    const next = story.commit(atA, { parent: one, epoch: 2 });
    story.publish(b, next, first, [a]);
    expect(story.end().metrics.commits.by_power).toEqual({ 0: 1, 1: 2 });
  });

  it('should measure how deep a server rolled back, and count a graft', () => {
    const story = new Story();
    const [left, right] = [story.commit(atA), story.commit(atB)];
    const [leftEvent, rightEvent] = [story.publish(a, left), story.publish(b, right)];
    const deeper = story.commit(atB, { parent: right, epoch: 2 });
    const deeperEvent = story.publish(b, deeper, rightEvent);
    const twin = story.publish(a, left);
    story.current(leftEvent, [a, c]).current(rightEvent, [b]).current(deeperEvent, [b]);
    story.current(twin, [a]).current(leftEvent, [b], true);
    const { grafts, rollback_depth } = story.end(leftEvent).metrics.commits;
    expect(grafts).toBe(1);
    expect(rollback_depth).toEqual({ count: 1, p50: 2, p95: 2, p99: 2, max: 2 });
  });

  it('should add up (if anything happens in any order)', () => {
    const step = fc.record({
      what: fc.constantFrom('make', 'publish', 'reject', 'soft_fail', 'propose', 'refuse', 'supersede', 'give_up'),
      device: fc.constantFrom(...DEVICES),
      pick: fc.nat(8),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(8), (steps, last) => {
        const story = new Story();
        const made: { readonly commit: typeof FIRST; readonly epoch: number }[] = [];
        const events: (typeof FIRST_EVENT)[] = [];
        for (const { what, device, pick } of steps) {
          const [target, event] = [made[pick], events[pick]];
          if (what === 'make') {
            const parent = made[pick] ?? { commit: FIRST, epoch: 0 };
            const epoch = parent.epoch + 1;
            made.push({ commit: story.commit(device, { parent: parent.commit, epoch }), epoch });
          } else if (event !== undefined && what === 'reject') story.receive(event, [c], 'rejected', 'm.mls.commit', 4);
          else if (event !== undefined && what === 'soft_fail') story.receive(event, [c], 'soft_failed');
          else if (target === undefined) continue;
          else if (what === 'publish') events.push(story.publish(b, target.commit, events[pick] ?? FIRST_EVENT));
          else if (what === 'propose') story.propose(b, target.commit);
          else if (what === 'refuse') story.tell(device, { kind: 'commit_refused', commit: target.commit, rule: '9.3', why: '' });
          else if (what === 'supersede') story.tell(device, { kind: 'commit_superseded', commit: target.commit, by: undefined });
          else if (what === 'give_up') story.tell(device, { kind: 'commit_given_up', commit: target.commit });
        }
        const { metrics, violations } = story.end(events[last]);
        const { created, accepted, lost, published, refused, stale, expired, open, lockouts, duplicates } = metrics.commits;
        expect(created).toBe(made.length);
        expect(accepted + lost + refused + stale + expired + open).toBe(created);
        expect(accepted + lost).toBe(published);
        expect(published + duplicates).toBe(events.length);
        expect(lockouts).toBeLessThanOrEqual(published);
        expect(violations).toEqual([]);
      }),
    );
  });
});
