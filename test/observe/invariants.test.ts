import { describe, expect, it } from 'vitest';
import { eventLabel, keyPackageLabel, type MlsLabel } from '../../src/names.js';
import { OutcomeCounts } from '../../src/observe/outcome-counts.js';
import { a, atA, atB, atC, b, c, FIRST, FIRST_EVENT, RULES, Story } from './story.js';

const invariants = (story: Story): readonly string[] => story.end().violations.map(({ invariant }) => invariant);

describe('invariants', () => {
  it('should refuse a commit from outside the powers, once, unless check 4 refused it or it is the first', () => {
    const outside = (story: Story) => story.publish(c, story.commit(atB));
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

  it('should look for the powers in the commit that the event cites, not in the event itself', () => {
    const story = new Story();
    const one = story.commit(atA);
    const event = story.publish(a, one, FIRST_EVENT, [a]);
    story.publish(b, story.commit(atB, { parent: one, epoch: 2 }), event, [a, b]);
    expect(story.end().violations.map(({ detail }) => detail)).toEqual(['b.example#1, epoch 2']);
  });

  it('should refuse that a device reads a message of a group state whose roster it is not on', () => {
    const story = (reader: typeof atA) => {
      const told = new Story();
      const without = told.commit(atA, { roster: [atA, atB] });
      const message = told.submit(atA, 1, without, [atA, atB]);
      return told.decrypt(reader, message, told.accept(atA, message), false, without);
    };
    expect(invariants(story(atB))).toEqual([]);
    expect(invariants(story(atC))).toContain('no device reads a message of a group state whose roster it is not on');
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
    const story = new Story({ rules: { ...RULES, commit_parent } });
    story.current(story.publish(a, story.commit(atA)), [b], true);
    expect(invariants(story)).toHaveLength(violations);
  });

  describe('of key packages', () => {
    const [once, lastResort] = [keyPackageLabel(atB, 1), keyPackageLabel(atB, 2)];
    const told = (tell: (story: Story) => unknown) => {
      const story = new Story();
      story.tell(b, { kind: 'keys_uploaded', device: atB, one_time: [once], last_resort: lastResort, identity: true });
      tell(story);
      return story.end().violations.map(({ invariant, detail }) => {
        expect(invariant).toBe('a key package is used once, unless it is a last resort');
        return detail;
      });
    };
    const give = (story: Story, key_package = once) =>
      story.tell(b, { kind: 'key_package_given', key_package, last_resort: key_package === lastResort, left: 0 });
    const open = (story: Story, state: MlsLabel, key_package = once) => story.tell(atB, { kind: 'welcome_opened', state, key_package });

    it('should allow one use of each, and any number of a last resort', () => {
      const use = (story: Story, key_package = once) => {
        const state = give(story, key_package).commit(atA, { keyPackages: [key_package] });
        open(story, state, key_package);
      };
      expect(told((story) => use(story))).toEqual([]);
      expect(told((story) => [1, 2, 3].map(() => use(story, lastResort)))).toEqual([]);
    });

    it('should refuse a second use', () => {
      expect(told((story) => give(give(story)))).toEqual([`b.example gave out ${once} 2 times`]);
      expect(
        told((story) => [give(story), story.commit(atA, { keyPackages: [once] }), story.commit(atC, { keyPackages: [once] })]),
      ).toEqual([`${once} is added by ${atA}#2 and ${atC}#1`]);
      const again = (story: Story, other: boolean) => {
        const first = give(story).commit(atA, { keyPackages: [once] });
        open(story, first);
        open(story, other ? story.commit(atA, { keyPackages: [once] }) : first);
      };
      expect(told((story) => again(story, false))).toEqual([`${once} opened Welcomes into ${atA}#2 twice`]);
      expect(told((story) => again(story, true))).toEqual([
        `${once} is added by ${atA}#2 and ${atA}#3`,
        `${once} opened Welcomes into ${atA}#2 and ${atA}#3`,
      ]);
    });

    it('should refuse a use without the one before it', () => {
      expect(told((story) => story.commit(atA, { keyPackages: [once] }))).toEqual([`${atA}#2 adds ${once}, which nobody gave out`]);
      expect(told((story) => open(story, FIRST))).toEqual([`${once} opened a Welcome into ${FIRST}, which does not add it`]);
    });
  });

  it('should find it out, if facts and metrics count differently', () => {
    const story = new Story();
    const message = story.submit(atA, 1);
    const event = story.accept(atA, message);
    story.decrypt(atB, message, event).decrypt(atB, message, event);
    expect(story.end().violations.map(({ detail }) => detail)).toEqual(['messages.decrypted is 1, but should be 2']);
  });

  it('should hold episodes to their endings', () => {
    const { metrics } = new Story().end();
    const wrong = { ...metrics, recovery: { ...metrics.recovery, episodes: 2, by_return: 1 } };
    expect(new OutcomeCounts().disagreements(metrics)).toEqual([]);
    expect(new OutcomeCounts().disagreements(wrong)).toEqual(['by_window + by_welcome + by_return + unrecovered is 1, but should be 2']);
  });

  it('should refuse that the same state sets resolve to different states, in whatever order they come', () => {
    const story = new Story();
    const [one, other] = [story.publish(a, story.commit(atA)), story.publish(b, story.commit(atB))];
    const resolve = (server: typeof a, states: readonly (typeof one | null)[], commit: typeof one | undefined) =>
      story.tell(server, {
        kind: 'states_resolved',
        event: other,
        states,
        commit,
        decided_by_event_id: false,
        steps: undefined,
        grafts: undefined,
      });
    resolve(a, [one, other], one);
    resolve(b, [other, one], one);
    resolve(b, [one, null], other);
    resolve(b, [one, other, null], other);
    story.at(250);
    resolve(c, [other, one], other);
    resolve(c, [null, one], undefined);
    const violation = { invariant: 'equal state sets resolve equally', at_ms: 250 };
    expect(story.end().violations).toEqual([
      { ...violation, detail: 'a.example#2, b.example#1: a.example#2 at a.example, b.example#1 at c.example' },
      { ...violation, detail: 'a.example#2, none: b.example#1 at b.example, none at c.example' },
    ]);
  });

  it('should refuse that a server redacted what its maker made intact', () => {
    const story = new Story();
    const event = story.accept(atA, story.submit(atA, 1));
    // Of the second one, nobody told that it was ever made.
    story.tell(b, { kind: 'event_redacted', event }).tell(b, { kind: 'event_redacted', event: eventLabel('x.example#1') });
    expect(story.end().violations).toEqual([
      {
        invariant: 'servers name the same content for an event id',
        at_ms: 0,
        detail: 'a.example#2 is redacted at b.example and intact at a.example',
      },
    ]);
  });

  it('should keep its list short, if a run is wrong at every step', () => {
    const story = new Story({ rules: { ...RULES, commit_parent: 'event' } });
    const event = story.publish(a, story.commit(atA));
    for (let step = 0; step < 1_000; step++) story.current(event, [b], true);
    expect(invariants(story).length).toBeLessThanOrEqual(100);
  });
});
