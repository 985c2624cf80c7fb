/** What a run costs: kept states, events, traffic. */
import { describe, expect, it } from 'vitest';
import { a, atA, atB, b, FIRST, FIRST_EVENT, Story } from './story.js';

describe('exposure', () => {
  it('should add up how long states are kept: until deleted, current again, or the end; from time zero on', () => {
    const story = new Story();
    story.at(-2_000).tell(atB, { kind: 'state_retained', state: FIRST });
    story.at(1_000).tell(atA, { kind: 'state_retained', state: FIRST });
    story.at(3_000).tell(atA, { kind: 'state_deleted', state: FIRST }).tell(atA, { kind: 'state_deleted', state: FIRST });
    story.at(4_000).enter(atB, FIRST, 'rollback');
    story.at(5_500).tell(atA, { kind: 'state_retained', state: FIRST });
    expect(story.at(6_000).end().metrics.exposure.retained_state_seconds).toBe(2 + 4 + 0.5);
  });
});

describe('events', () => {
  it('should count and weigh events by type from time zero on', () => {
    const story = new Story();
    story.publish(a, story.commit(atA));
    for (const text of [1, 2]) story.accept(atA, story.submit(atA, text));
    expect(story.end().metrics.events).toMatchObject({
      count: { total: 3, 'm.mls.commit': 1, 'm.room.encrypted': 2 },
      bytes: { total: 1_500, 'm.room.encrypted': 1_000 },
      max_bytes: { total: 500, 'm.mls.commit': 500 },
    });
  });

  it('should count what servers refuse to make, by rule', () => {
    const story = new Story();
    story.refuse(atA, story.submit(atA, 1));
    story.tell(a, { kind: 'event_refused', type: 'm.mls.commit', carries: undefined, rule: 'limits', why: 'too large' });
    expect(story.end().metrics.events.refused).toEqual({ total: 2, '11': 1, limits: 1 });
  });
});

describe('federation and resolution', () => {
  it('should tell first attempts from further ones', () => {
    const story = new Story();
    for (const attempt of [1, 2, 3, 1]) story.tell(a, { kind: 'transaction_sent', to: b, pdus: 1, edus: 0, attempt });
    story.tell(b, { kind: 'backfill_requested', from: a, events: 4 });
    expect(story.end().metrics.federation).toEqual({ transactions: 2, retries: 2, backfills: 1 });
  });

  it('should count the resolutions from time zero on, but know of the setting up’s too whether an event id decided', () => {
    const resolved = {
      kind: 'states_resolved',
      event: FIRST_EVENT,
      states: [FIRST_EVENT, null],
      commit: FIRST_EVENT,
      steps: undefined,
      grafts: undefined,
    } as const;
    const story = (before: boolean, after: boolean) =>
      new Story()
        .at(-5)
        .tell(b, { ...resolved, decided_by_event_id: before })
        .at(5)
        .tell(b, { ...resolved, decided_by_event_id: after })
        .tell(a, { ...resolved, decided_by_event_id: false });
    expect(story(false, false).end().metrics.resolution).toEqual({ calls: 2, decided_by_event_id: false });
    expect(story(true, false).end().metrics.resolution).toEqual({ calls: 2, decided_by_event_id: true });
    expect(story(false, true).end().metrics.resolution).toEqual({ calls: 2, decided_by_event_id: true });
  });

  it.each([true, false])('should know whether an event id decided which pending commit was converted (%s)', (decided_by_event_id) => {
    const story = new Story();
    const commit = story.commit(atB);
    const [pending, event] = [story.propose(b, commit), story.publish(b, commit)];
    story.tell(b, { kind: 'pending_converted', pending, event, commit, power_index: 1, decided_by_event_id });
    expect(story.end().metrics.resolution).toEqual({ calls: 0, decided_by_event_id });
  });
});
