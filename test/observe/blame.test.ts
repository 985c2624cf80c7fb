import { describe, expect, it } from 'vitest';
import { deviceId, eventLabel, userId } from '../../src/names.js';
import type { Blame } from '../../src/observe/blame.js';
import { a, atA, atB, atC, b, c, DEVICES, FIRST, FIRST_EVENT, Story } from './story.js';

const ENCRYPTED = 'm.room.encrypted';
const newcomer = deviceId('@d:c.example/1');
const stranger = deviceId('@e:b.example/1');

/** Of one device. */
const blamed = (story: Story, device = atB): readonly Blame[] => (story.end().blame ?? []).filter((blame) => blame.device === device);
/** Told in full: with users who have joined. */
function story(): Story {
  const on = new Story({ blame: true });
  for (const [server, user] of [
    [a, '@a:a.example'],
    [b, '@b:b.example'],
    [c, '@c:c.example'],
  ] as const) {
    on.tell(server, { kind: 'user_joined', user: userId(user) });
  }
  return on;
}

/** A message of @a's device in a state, by its server's event, at 1 s. */
function sent(on: Story, state = FIRST, roster: readonly (typeof atA)[] = DEVICES) {
  const message = on.at(1_000).submit(atA, 1, state, roster);
  return { message, event: on.accept(atA, message) };
}

describe('blame', () => {
  it('should be laid only where it is asked for', () => {
    const quiet = new Story();
    sent(quiet);
    expect(quiet.end().blame).toBe(undefined);
  });

  it('should say of each pair who sent what to whom, when, and in which state', () => {
    const on = story();
    const { message, event } = sent(on);
    on.decrypt(atC, message, event);
    expect(on.end().blame).toMatchObject([
      { cause: 'undelivered', message, event, sender: atA, device: atB, state: FIRST, epoch: 1, sent_at_ms: 1_000 },
    ]);
  });

  it('should name the commit that was current when check 6 refused the event, and the rule (soft_failed)', () => {
    const on = story();
    const { event } = sent(on);
    const commit = on.at(1_500).commit(atB);
    const newer = on.publish(b, commit);
    on.current(newer, [b]).at(2_000).receive(event, [b], 'soft_failed', ENCRYPTED);
    on.at(3_000).current(on.publish(b, on.commit(atB, { parent: commit, epoch: 2 }), newer), [b]);
    expect(blamed(on)).toMatchObject([
      { cause: 'soft_failed', decision: { at_ms: 2_000, commit, event: newer, check: 6, rule: '11', failure: null } },
    ]);
  });

  it('should name the commit that the event cites, if check 4 refused it (rejected)', () => {
    const on = story();
    const { event } = sent(on);
    on.at(2_000).receive(event, [b], 'rejected', ENCRYPTED, 4);
    expect(blamed(on)).toMatchObject([
      { cause: 'rejected', decision: { at_ms: 2_000, commit: FIRST, event: FIRST_EVENT, check: 4, rule: '11' } },
    ]);
  });

  it('should name the commit of the state before the event, if check 5 refused it and that was resolved (rejected)', () => {
    const on = story();
    const { event } = sent(on);
    const commit = on.commit(atB);
    const newer = on.publish(b, commit);
    on.at(2_000).receive(event, [b, c], 'rejected', ENCRYPTED, 5);
    const states = [FIRST_EVENT, newer];
    on.tell(b, {
      kind: 'states_resolved',
      event: eventLabel(event),
      states,
      commit: newer,
      decided_by_event_id: false,
      steps: undefined,
      grafts: undefined,
    });
    const { blame = [] } = on.end();
    expect(blame.map(({ decision }) => decision)).toMatchObject([
      { commit, event: newer, check: 5 },
      { commit: null, event: null, check: 5 },
    ]);
  });

  it('should name the commit for which the device left the state, and when that was deleted (key_deleted)', () => {
    for (const window of [0, 4_000]) {
      const on = story();
      const { message, event } = sent(on);
      const [next, last] = [on.commit(atA), on.commit(atA)];
      on.at(2_000);
      if (window > 0) on.tell(atB, { kind: 'state_retained', state: FIRST });
      on.enter(atB, next);
      if (window > 0) on.at(2_000 + window).tell(atB, { kind: 'state_deleted', state: FIRST });
      on.at(7_000).enter(atB, last).at(8_000).fail(atB, message, event, last);
      expect(blamed(on)).toMatchObject([
        { cause: 'key_deleted', decision: { at_ms: 2_000, commit: next, deleted_at_ms: 2_000 + window, failure: 'cannot_open' } },
      ]);
    }
  });

  it('should take the last time that the device left the state before it tried (key_deleted)', () => {
    const on = story();
    const { message, event } = sent(on);
    const [next, other, late] = [on.commit(atA), on.commit(atC), on.commit(atC)];
    on.at(2_000).tell(atB, { kind: 'state_retained', state: FIRST }).enter(atB, next);
    on.at(3_000).enter(atB, FIRST, 'rollback');
    on.at(4_000).enter(atB, other).at(5_000).fail(atB, message, event, other);
    on.at(6_000).enter(atB, FIRST, 'rollback').at(7_000).enter(atB, late);
    expect(blamed(on)).toMatchObject([{ decision: { at_ms: 4_000, commit: other, deleted_at_ms: 4_000 } }]);
  });

  it('should say that the device holds the state still, if the key alone is gone (key_deleted)', () => {
    const on = story();
    const { message, event } = sent(on);
    on.at(2_000).fail(atB, message, event, FIRST);
    expect(blamed(on)).toMatchObject([{ cause: 'key_deleted', decision: { at_ms: 2_000, commit: null, deleted_at_ms: null } }]);
  });

  it('should say how a state went that was never the current one, and that the user had left (key_deleted)', () => {
    const on = story();
    const beside = on.commit(atC);
    const { message, event } = sent(on, beside);
    on.at(2_000).tell(atB, { kind: 'state_retained', state: beside }).at(3_000).tell(atB, { kind: 'state_deleted', state: beside });
    on.at(4_000).fail(atB, message, event, FIRST).enter(atC, beside).at(5_000).tell(atC, { kind: 'group_abandoned', state: beside });
    on.at(6_000).fail(atC, message, event, undefined);
    expect(on.end().blame).toMatchObject([
      { device: atB, decision: { at_ms: 2_000, commit: null, deleted_at_ms: 3_000 } },
      { device: atC, decision: { at_ms: 5_000, commit: null, deleted_at_ms: 5_000, why: 'its user left the room' } },
    ]);
  });

  it('should name the commit that added the device, and what became of its Welcome (never_joined)', () => {
    const roster = [...DEVICES, newcomer];
    for (const refused of [false, true]) {
      const on = story();
      const before = on.commit(atA);
      const adding = on.at(500).commit(atA, { parent: before, epoch: 2, roster });
      const later = on.commit(atA, { parent: adding, epoch: 3, roster });
      if (refused) on.at(600).tell(a, { kind: 'to_device_refused', to: newcomer, state: adding, size: 70_000, why: 'too large' });
      const { message, event } = sent(on, later, roster);
      on.fail(newcomer, message, event, undefined);
      const [blame] = blamed(on, newcomer);
      expect(blame).toMatchObject({ cause: 'never_joined', decision: { at_ms: refused ? 600 : 500, commit: adding } });
      expect(blame?.decision.why).toContain(refused ? 'too large' : 'led it nowhere');
    }
  });

  it('should name the first commits at which the two branches part, and when the device took its own (fork)', () => {
    const on = story();
    const [left, right] = [on.commit(atA), on.commit(atC)];
    const [left2, right2] = [on.commit(atA, { parent: left, epoch: 2 }), on.commit(atC, { parent: right, epoch: 2 })];
    on.at(600).enter(atA, left2).at(700).enter(atB, right).at(800).enter(atB, right2).at(900).tell(atC, { kind: 'group_left', by: right2 });
    const { message, event } = sent(on, left2);
    on.at(2_000).fail(atB, message, event, right2).fail(atC, message, event, undefined);
    expect(on.end().blame).toMatchObject([
      { cause: 'fork', device: atB, decision: { at_ms: 700, commit: right, instead_of: left } },
      { cause: 'fork', device: atC, decision: { at_ms: 900, commit: right, instead_of: left } },
    ]);
  });

  it('should name the commit with which the device came in past the state of the message, on the same branch (fork)', () => {
    const on = story();
    const removal = on.commit(atA, { roster: [atA, atC] });
    const back = on.commit(atA, { parent: removal, epoch: 2 });
    const state = on.commit(atA, { parent: back, epoch: 3 });
    const past = on.commit(atA, { parent: state, epoch: 4 });
    const later = on.commit(atA, { parent: past, epoch: 5 });
    on.at(600).enter(atB, past, 'welcome').at(700).enter(atB, later);
    const { message, event } = sent(on, state);
    on.at(2_000).fail(atB, message, event, later);
    expect(blamed(on)).toMatchObject([{ cause: 'fork', decision: { at_ms: 600, commit: past, instead_of: null } }]);
  });

  it('should name the first commit that the device had yet to follow, and what was in its way (other)', () => {
    const why = (obstacle: boolean) => {
      const on = story();
      const next = on.commit(atA);
      const last = on.commit(atA, { parent: next, epoch: 2 });
      if (obstacle) on.at(900).tell(atB, { kind: 'commit_declined', commit: next, state: FIRST, why: 'nobody knows @d' });
      const { message, event } = sent(on, last);
      on.at(2_000).fail(atB, message, event, FIRST);
      return blamed(on);
    };
    expect(why(false)).toMatchObject([{ cause: 'other', decision: { at_ms: 2_000, commit: `${atA}#2`, failure: 'cannot_open' } }]);
    expect(why(true)).toMatchObject([{ cause: 'other', decision: { at_ms: 900, why: expect.stringContaining('nobody knows @d') } }]);
  });

  it('should tell what came to the server from what did not (undelivered)', () => {
    const on = story();
    const { event } = sent(on);
    on.at(2_000).receive(event, [b], 'accepted', ENCRYPTED);
    on.tell(c, { kind: 'event_dropped', event: eventLabel(event), check: 2, why: 'no signature' });
    const { message, event: lost } = sent(on);
    on.decrypt(atC, message, lost);
    expect((on.end().blame ?? []).map(({ device, decision: { at_ms, check, why } }) => ({ device, at_ms, check, why }))).toEqual([
      { device: atB, at_ms: 2_000, check: null, why: 'its server has it, and had not shown it to the device by the end' },
      { device: atC, at_ms: 2_000, check: 2, why: 'dropped at check 2: no signature' },
      { device: atB, at_ms: null, check: null, why: 'the event did not reach its server by the end' },
    ]);
  });

  it('should tell who had left the room, and whose server takes no part in it (undelivered)', () => {
    const on = story();
    on.at(500).tell(b, { kind: 'user_left', user: userId('@b:b.example'), declined: false });
    const { event } = sent(on);
    on.tell(c, { kind: 'event_ignored', event: eventLabel(event), from: a });
    const { blame = [] } = on.end();
    expect(blame.map(({ decision }) => decision.why)).toEqual(['its user had left the room', 'its server took no part in the room']);
    expect(blame[0]?.decision.at_ms).toBe(500);
  });

  it('should name the commit that added a device whose user never joined, and what became of its Welcome (undelivered)', () => {
    const on = story();
    const adding = on.at(500).commit(atA, { roster: [atA, stranger] });
    on.at(600).tell(a, { kind: 'to_device_refused', to: stranger, state: adding, size: 70_000, why: 'too large' });
    sent(on, adding, [atA, stranger]);
    const [blame] = blamed(on, stranger);
    expect(blame).toMatchObject({ cause: 'undelivered', decision: { at_ms: 600, commit: adding } });
    expect(blame?.decision.why).toMatch(/never joined the room; .* too large/);
  });
});
