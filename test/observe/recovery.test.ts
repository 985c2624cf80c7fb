import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEpisodes } from './episodes-by-definition.js';
import { a, atA, atB, atC, b, DEVICES, FIRST, FIRST_EVENT, Story } from './story.js';

/** Two commits on the first state: @b's device has applied the one that loses at 100 ms. */
function fork(rosterOfWinner = DEVICES) {
  const story = new Story();
  const [winner, loser] = [story.commit(atA, { roster: rosterOfWinner }), story.commit(atB)];
  const [won, lost] = [story.publish(a, winner), story.publish(b, loser)];
  story.at(100).show(atB, lost, loser).enter(atB, loser);
  return { story, winner, loser, won, lost };
}

describe('recovery', () => {
  it('should see no episode where a device follows in order, if several commits behind', () => {
    const { story, winner, won } = fork();
    const next = story.commit(atA, { parent: winner, epoch: 2 });
    story
      .tell(atC, { kind: 'commit_received', commit: winner })
      .show(atC, story.publish(a, next, won), next)
      .enter(atC, winner)
      .enter(atC, next);
    expect(story.end().metrics.recovery.episodes).toBe(0);
  });

  it('should see an episode where a commit on the way never comes, which no window mends and no later commit ends', () => {
    const { story, winner, won } = fork();
    const next = story.commit(atA, { parent: winner, epoch: 2 });
    const event = story.publish(a, next, won);
    const last = story.commit(atA, { parent: next, epoch: 3 });
    story.show(atC, event, next).show(atC, story.publish(a, last, event), last);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, unrecovered: 1, by_return: 0, chain_missing: 1 });
  });

  it('should end that by return, if the commit comes after all and the device follows', () => {
    const { story, winner, won } = fork();
    const next = story.commit(atA, { parent: winner, epoch: 2 });
    story
      .at(200)
      .show(atC, story.publish(a, next, won), next)
      .at(230)
      .tell(atC, { kind: 'commit_received', commit: winner });
    story.enter(atC, winner).enter(atC, next);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_return: 1, chain_missing: 0, duration_ms: { max: 30 } });
  });

  describe.each(['commit_unprocessable', 'commit_declined'] as const)('where the device states %s', (kind) => {
    /** @c's device is stopped by the commit that becomes current at 200 ms. */
    function stopped() {
      const { story, winner, won } = fork();
      const why = kind === 'commit_declined' ? { kind, why: 'unverified' } : { kind, failure: 'own_message' as const };
      const stop = () => story.tell(atC, { commit: winner, state: FIRST, ...why });
      story.at(200).show(atC, won, winner);
      stop();
      return { story, winner, won, stop };
    }
    const next = ({ story, winner, won }: ReturnType<typeof stopped>) => {
      const commit = story.commit(atA, { parent: winner, epoch: 2 });
      return { commit, event: story.publish(a, commit, won) };
    };

    it('should see one episode, of which no window is asked', () => {
      const on = stopped();
      on.story.show(atC, next(on).event, next(on).commit);
      on.stop();
      expect(on.story.end().metrics.recovery).toMatchObject({
        episodes: 1,
        unrecovered: 1,
        chain_missing: 0,
        window_needed_ms: { count: 0 },
      });
    });

    it('should end it by return, if the device gets past it after all', () => {
      const { story, winner } = stopped();
      story.at(250).enter(atC, winner);
      expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_return: 1, duration_ms: { max: 50 } });
    });

    it('should let the device get past it again, once it has', () => {
      const { story, winner, won } = stopped();
      story.enter(atC, winner).show(atC, FIRST_EVENT, FIRST).enter(atC, FIRST, 'rollback').show(atC, won, winner);
      expect(story.end().metrics.recovery).toMatchObject({ episodes: 2, by_return: 1, by_window: 1 });
    });

    it('should end it by return, if the commit before is current again, and open another when it is not', () => {
      const { story, winner, won } = stopped();
      story.at(250).show(atC, FIRST_EVENT, FIRST);
      story.at(300).show(atC, won, winner);
      expect(story.end().metrics.recovery).toMatchObject({ episodes: 2, by_return: 1, unrecovered: 1 });
    });

    it('should end it by a Welcome from which the device gets on', () => {
      const on = stopped();
      const { commit, event } = next(on);
      on.story.at(250).show(atC, event, commit).enter(atC, on.winner, 'welcome').enter(atC, commit);
      expect(on.story.end().metrics.recovery).toMatchObject({ episodes: 1, by_welcome: 1, by_return: 0, duration_ms: { max: 50 } });
    });

    it('should forget what was in the way, if a Welcome gives the device another leaf', () => {
      const { story, winner, won } = stopped();
      story.show(atC, FIRST_EVENT, FIRST).enter(atC, FIRST, 'welcome').show(atC, won, winner);
      expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_return: 1 });
    });

    it('should not take the return to a branch for an end, if the device is stopped further along it', () => {
      const { story, winner, won, loser, lost } = fork();
      const deeper = story.commit(atC, { parent: loser, epoch: 2 });
      const event = story.publish(b, deeper, lost);
      story.at(200).show(atB, won, winner).at(260).show(atB, event, deeper);
      const why = kind === 'commit_declined' ? { kind, why: 'unverified' } : { kind, failure: 'cannot_open' as const };
      story.tell(atB, { commit: deeper, state: loser, ...why });
      expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_return: 0, unrecovered: 1 });
    });
  });

  it('should end an episode by window, if the device rolls back and follows, be it at once', () => {
    const { story, winner, won } = fork();
    story.at(350).show(atB, won, winner).enter(atB, FIRST, 'rollback').enter(atB, winner);
    expect(story.end().metrics.recovery).toMatchObject({
      episodes: 1,
      by_window: 1,
      unrecovered: 0,
      duration_ms: { count: 1, max: 0 },
      window_needed_ms: { count: 1, max: 250 },
    });
  });

  it('should not take for a return what the device reaches after it rolled back', () => {
    const { story, winner, won } = fork();
    story.at(200).show(atB, won, winner).enter(atB, FIRST, 'rollback');
    const next = story.commit(atA, { parent: winner, epoch: 2 });
    story
      .at(300)
      .show(atB, story.publish(a, next, won), next)
      .enter(atB, winner)
      .at(350)
      .enter(atB, next);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_window: 1, by_return: 0, duration_ms: { max: 150 } });
  });

  it('should end an episode by return, if what the device can reach is current again', () => {
    const { story, winner, won, loser, lost } = fork();
    story.at(200).show(atB, won, winner).at(260).show(atB, lost, loser);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_return: 1, duration_ms: { max: 60 } });
  });

  it('should leave an episode unrecovered, and still learn the window that it needed', () => {
    const { story, winner, loser, won } = fork();
    const deeper = story.commit(atB, { parent: loser, epoch: 2 });
    story.at(150).enter(atB, deeper);
    const next = story.commit(atA, { parent: winner, epoch: 2 });
    const current = story.publish(a, next, won);
    story.at(700).show(atB, current, next).at(900).tell(atB, { kind: 'commit_received', commit: winner });
    expect(story.end().metrics.recovery).toMatchObject({
      episodes: 1,
      unrecovered: 1,
      duration_ms: { count: 0, max: null },
      window_needed_ms: { count: 1, max: 800 },
    });
  });

  it('should see no episode for a device that the current chain removed', () => {
    const { story, winner, won } = fork([atA, atC]);
    story.show(atB, won, winner);
    expect(story.end().metrics.recovery.episodes).toBe(0);
  });

  it('should see an episode for a device that a losing branch removed', () => {
    const { story, loser, winner, won } = fork();
    story.at(150).tell(atC, { kind: 'group_left', by: loser }).at(370).show(atC, won, winner);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, unrecovered: 1, window_needed_ms: { count: 1, max: 220 } });
  });

  it('should keep an episode unrecovered, if the current chain removes the device meanwhile', () => {
    const { story, winner, won } = fork();
    story.show(atB, won, winner);
    const removal = story.commit(atA, { parent: winner, epoch: 2, roster: [atA, atC] });
    const removed = story.publish(a, removal, won);
    story.show(atB, removed, removal);
    const after = story.commit(atA, { parent: removal, epoch: 3, roster: [atA, atC] });
    story.show(atB, story.publish(a, after, removed), after);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, unrecovered: 1, duration_ms: { count: 0 } });
  });

  it('should end by window, if the device follows the chain up to its own removal', () => {
    const { story, winner, won } = fork();
    story.show(atB, won, winner).enter(atB, FIRST, 'rollback');
    const removal = story.commit(atA, { parent: winner, epoch: 2, roster: [atA, atC] });
    story
      .show(atB, story.publish(a, removal, won), removal)
      .enter(atB, winner)
      .tell(atB, { kind: 'group_left', by: removal });
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_window: 1, unrecovered: 0 });
  });

  it('should ask for no window, if the current commit only goes back', () => {
    const { story } = fork();
    story.show(atB, FIRST_EVENT, FIRST);
    expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, unrecovered: 1, window_needed_ms: { count: 0 } });
  });

  it('should count the episodes that the definition names, each with one ending (if anything happens in any order)', () => {
    const step = fc.record({
      what: fc.constantFrom('make', 'make', 'make', 'show', 'show', 'show', 'apply', 'welcome', 'rollback', 'leave', 'receive', 'fail'),
      device: fc.constantFrom(...DEVICES),
      pick: fc.nat(6),
      roster: fc.oneof(fc.constant(DEVICES), fc.subarray(DEVICES)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const story = new Story();
        const made = [{ commit: FIRST, epoch: 0 }];
        for (const { what, device, pick, roster } of steps) {
          const { commit, epoch } = made[pick % made.length] as (typeof made)[number];
          if (what === 'make') made.push({ commit: story.commit(device, { parent: commit, epoch: epoch + 1, roster }), epoch: epoch + 1 });
          else if (what === 'show') story.show(device, FIRST_EVENT, commit);
          else if (what === 'receive') story.tell(device, { kind: 'commit_received', commit });
          else if (what === 'fail') story.tell(device, { kind: 'commit_declined', commit, state: FIRST, why: '' });
          else if (what === 'leave') story.tell(device, { kind: 'group_left', by: commit });
          else story.enter(device, commit, what === 'apply' ? 'commit' : what);
        }
        const { episodes, by_window, by_welcome, by_return, unrecovered } = story.end().metrics.recovery;
        expect(episodes).toBe(countEpisodes(story.facts));
        expect(by_window + by_welcome + by_return + unrecovered).toBe(episodes);
      }),
      { numRuns: 500 },
    );
  });

  describe('of a newcomer', () => {
    const newcomer = '@d:b.example/1' as typeof atB;
    const withNewcomer = [...DEVICES, newcomer];

    it('should have no episode before it was ever in the group', () => {
      const { story, winner, won } = fork();
      story.show(newcomer, won, winner);
      expect(story.end().metrics.recovery.episodes).toBe(0);
    });

    it.each(['before', 'after'])('should open when it is welcomed on a losing branch (%s it was shown the other one)', (when) => {
      const { story, winner, won } = fork();
      const added = story.commit(atB, { roster: withNewcomer });
      if (when === 'after') story.show(newcomer, won, winner);
      story.at(200).enter(newcomer, added, 'welcome');
      if (when === 'before') story.show(newcomer, won, winner);
      const again = story.commit(atA, { parent: winner, epoch: 2, roster: withNewcomer });
      story
        .at(500)
        .show(newcomer, story.publish(a, again, won), again)
        .at(600)
        .enter(newcomer, again, 'welcome');
      expect(story.end().metrics.recovery).toMatchObject({ episodes: 1, by_welcome: 1, duration_ms: { max: 400 } });
    });

    it.each([
      ['no', 'only waits for its server', 0],
      ['an', 'sees its server turn elsewhere', 1],
    ])('should have %s episode if it was welcomed before its server got the commit, and %s', (_, what, episodes) => {
      const { story, winner, won } = fork();
      const added = story.commit(atC, { roster: withNewcomer });
      story.enter(newcomer, added, 'welcome').show(newcomer, FIRST_EVENT, FIRST);
      if (episodes === 0) story.show(newcomer, story.publish(a, added), added);
      else story.show(newcomer, won, winner);
      expect(story.end().metrics.recovery.episodes, what).toBe(episodes);
    });

    it('should have an episode if its server goes back after it had caught up', () => {
      const { story } = fork();
      const added = story.commit(atC, { roster: withNewcomer });
      story.enter(newcomer, added, 'welcome').show(newcomer, story.publish(a, added), added).show(newcomer, FIRST_EVENT, FIRST);
      expect(story.end().metrics.recovery.episodes).toBe(1);
    });
  });
});
