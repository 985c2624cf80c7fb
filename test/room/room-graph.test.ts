import { describe, expect, it } from 'vitest';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import { RoomGraph } from '../../src/room/room-graph.js';
import { current, deliver, fork, LISTS, labels, room } from './receiving-server.js';
import { ids, RoomDag } from './room-dag.js';

describe('receiving events', () => {
  it('should soft-fail the second of two commits for an epoch, whoever is more powerful', () => {
    const { dag, graph } = room();
    const { a1, b1 } = fork(dag);
    expect(deliver(graph, b1, a1)).toStrictEqual(['accepted', 'soft_failed 6/9.3']);
    expect(current(graph)).toBe('b1');
  });

  it('should resolve when a message follows a soft-failed commit of equal height (H21, H23)', () => {
    const { dag, graph } = room();
    const { a1, b1, onA } = fork(dag);
    expect(deliver(graph, b1, a1, onA)).toStrictEqual(['accepted', 'soft_failed 6/9.3', 'accepted']);
    expect(labels(graph)).toStrictEqual(['b1', 'x-a']);
    expect(current(graph)).toBe('a1');
  });

  it('should tell what an insertion did to the current state, and by which resolution', () => {
    const { dag, graph } = room();
    const { a1, b1, onA } = fork(dag);
    deliver(graph, b1, a1);
    const insertion = graph.insert(onA, graph.judge(onA, { own: false }));
    expect([insertion.before.commit?.label, insertion.after.commit?.label]).toStrictEqual(['b1', 'a1']);
    expect(insertion.resolved?.states).toStrictEqual([dag.state('b1'), dag.state('a1')]);
    expect(insertion.resolved?.resolution.steps.map(({ event }) => event.label)).toStrictEqual(['a1', 'b1']);
  });

  it('should keep the sides of a fork apart (if rule 11 pins the event, H21)', () => {
    const { dag, graph } = room({ message_epoch: 'event' });
    const { a1, b1, onA } = fork(dag);
    expect(deliver(graph, b1, a1, onA)).toStrictEqual(['accepted', 'soft_failed 6/9.3', 'soft_failed 6/11']);
    expect(labels(graph)).toStrictEqual(['b1']);
  });

  it('should soft-fail a message in flight while the epoch changed (H20)', () => {
    const { dag, graph } = room();
    const late = dag.message('x1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    expect(deliver(graph, fork(dag).a1, late)).toStrictEqual(['accepted', 'soft_failed 6/11']);
    expect(graph.get(late.id)).toMatchObject({ outcome: 'soft_failed', receipt: { why: 'the epoch is 1, not 2' } });
  });

  it.each([
    [{ message_epoch: 'not_at_check_6' }, ['accepted', 'accepted', 'soft_failed 6/9.3']],
    [{ current_state: 'none' }, ['accepted', 'accepted', 'accepted']],
    [{ current_state: 'with_state_before' }, ['accepted', 'soft_failed 6/11', 'soft_failed 6/9.3']],
  ] as const)('should receive otherwise under %j (H20, H22)', (reading, outcomes) => {
    const { dag, graph } = room(reading);
    const { a1, b1 } = fork(dag);
    const late = dag.message('x1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    expect(deliver(graph, a1, late, b1)).toStrictEqual(outcomes);
  });

  it.each([
    ['extremities', 'soft_failed 6/9.3', 'b2'],
    ['with_state_before', 'accepted', 'a2'],
  ] as const)('should, if check 6 looks at %s, treat a late branch of the head as %s (H14, H22)', (current_state, outcome, tip) => {
    const { dag, graph } = room({ current_state, commit_parent: 'content' });
    const { a1, b1 } = fork(dag);
    const b2 = dag.commit('b2', 2, { prev: ['b1'], auth: ['cr', 'b1'], ts: 12 });
    const a2 = dag.commit('a2', 2, { prev: ['a1'], auth: ['cr', 'a1'], ts: 20 });
    expect(deliver(graph, b1, b2, a1, a2)).toStrictEqual(['accepted', 'accepted', 'soft_failed 6/9.3', outcome]);
    expect(current(graph)).toBe(tip);
    expect(graph.get(a2.id)?.receipt.resolved).toHaveLength(current_state === 'extremities' ? 0 : 1);
  });

  it('should reject at check 4 what its auth events forbid, and at check 5 what the state before does', () => {
    const { dag, graph } = room();
    const { a1 } = fork(dag);
    const byAuth = dag.message('x1-auth', 1, { prev: ['a1'], auth: ['cr', 'a1'] });
    const byState = dag.message('x1-state', 1, { prev: ['a1'], auth: ['cr', 'a0'] });
    expect(deliver(graph, a1, byAuth, byState)).toStrictEqual(['accepted', 'rejected 4/11', 'rejected 5/11']);
  });

  it('should reject what cites a rejected commit, before all other rules (H9)', () => {
    const { dag, graph } = room();
    const x1 = dag.commit('x1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    const upon = dag.commit('a2', 7, { prev: ['x1'], auth: ['cr', 'a0', 'x1'] });
    expect(deliver(graph, x1, upon)).toStrictEqual(['rejected 4/9.7', 'rejected 4/4.4']);
  });

  it.each([
    ['rejected', 'accepted'],
    ['rejected_or_soft_failed', 'rejected 4/4.4'],
  ] as const)('should, citing a soft-failed commit, be judged by the reading %s (H9)', (auth_event_failure, outcome) => {
    const { dag, graph } = room({ auth_event_failure });
    const { a1, b1, onB } = fork(dag);
    expect(deliver(graph, a1, b1, onB)).toStrictEqual(['accepted', 'soft_failed 6/9.3', outcome]);
  });

  it('should not let a rejected commit change the state, nor a soft-failed one the current state', () => {
    const { dag, graph } = room();
    const { a1, b1 } = fork(dag);
    const x1 = dag.commit('x1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    deliver(graph, x1, a1, b1);
    expect(graph.get(x1.id)?.stateAfter).toBe(dag.state('a0'));
    expect(graph.get(b1.id)).toMatchObject({ outcome: 'soft_failed', stateAfter: dag.state('b1') });
    expect(current(graph)).toBe('a1');
  });

  it('should not soft-fail a server’s own event', () => {
    const { dag, graph } = room();
    const { a1, b1 } = fork(dag);
    deliver(graph, a1);
    expect(graph.judge(b1, { own: true }).outcome).toBe('accepted');
    expect(graph.judge(b1, { own: false }).outcome).toBe('soft_failed');
  });

  it('should judge a create event by rule 3', () => {
    const dag = new RoomDag(roomVersion(BASELINE), LISTS);
    const graph = new RoomGraph(dag.version);
    expect(deliver(graph, dag.create('bad', { origin: 'b' }), dag.create('cr'))).toStrictEqual(['rejected 4/3.4', 'accepted']);
    expect(graph.currentState()).toBe(dag.state(undefined));
  });

  it('should reject a second create event, and what cites or follows it alone (H1)', () => {
    const { dag, graph } = room();
    const second = dag.create('cr-second', { ts: 5 });
    const takeover = dag.commit('a0-second', 0, { prev: ['cr-second'], auth: ['cr-second'], powers: ['a'], ts: 0 });
    const firstUpon = dag.commit('a0-upon', 0, { prev: ['cr-second'], auth: ['cr'] });
    const messageUpon = dag.message('x1-upon', 1, { prev: ['cr-second'], auth: ['cr', 'a0'] });
    const besides = dag.message('x1-besides', 1, { prev: ['cr-second', 'a0'], auth: ['cr', 'a0'] });
    expect(deliver(graph, second, takeover, firstUpon, messageUpon)).toStrictEqual([
      'rejected 4/3.6',
      'rejected 4/4.4',
      'rejected 5/7',
      'rejected 5/6',
    ]);
    expect(graph.get(second.id)?.receipt).toMatchObject({ why: 'the room has the create event cr already (H1)' });
    expect(labels(graph)).toStrictEqual(['a0']);
    expect(graph.currentState()).toBe(dag.state('a0'));
    expect(deliver(graph, besides)).toStrictEqual(['accepted']);
    expect(graph.currentState()).toBe(dag.state('a0'));
  });

  it('should pin the create event that it accepted first, whichever that is, and know it again (H1)', () => {
    const dag = new RoomDag(roomVersion(BASELINE), LISTS);
    const [early, late] = [dag.create('cr-early', { ts: 0 }), dag.create('cr-late', { ts: 5 })];
    for (const [first, second] of [
      [early, late],
      [late, early],
    ] as const) {
      const graph = new RoomGraph(dag.version);
      expect(deliver(graph, dag.create('bad', { origin: 'b' }), first, second)).toStrictEqual([
        'rejected 4/3.4',
        'accepted',
        'rejected 4/3.6',
      ]);
      expect(graph.currentState()).toBe(dag.state(undefined, first.label));
      expect(graph.judge({ ...first }, { own: false }).outcome).toBe('accepted');
      expect(graph.judge(second, { own: true })).toMatchObject({ outcome: 'rejected', rule: '3.6' });
    }
  });

  it('should reject an event without prev events: no room is before it', () => {
    const { dag, graph } = room();
    expect(deliver(graph, dag.message('x1', 1, { auth: ['cr', 'a0'] }))).toStrictEqual(['rejected 5/6']);
  });

  it('should tell the resolutions that it needed, shared or not', () => {
    const { dag, graph } = room({ current_state: 'none' });
    const { a1, b1 } = fork(dag);
    deliver(graph, a1, b1);
    const merge = dag.message('x-m', 2, { prev: ['a1', 'b1'], auth: ['cr', 'a1'] });
    const receipt = graph.judge(merge, { own: false });
    expect(receipt.stateBefore).toBe(dag.state('a1'));
    expect(receipt.resolved.map(({ states }) => states)).toStrictEqual([[dag.state('a1'), dag.state('b1')]]);
    expect(receipt.resolved[0]?.resolution).toBe(dag.resolve(['b1', 'a1']));
    expect(graph.judge(merge, { own: false }).resolved).toStrictEqual(receipt.resolved);
    expect(graph.stateBefore(merge)).toBe(dag.state('a1'));
  });

  it('should name what is missing, and refuse to go on without it', () => {
    const { dag, graph } = room();
    fork(dag);
    const event = dag.message('x-m', 2, { prev: ['b1', 'a0', 'a1'], auth: ['cr', 'a1'] });
    expect(graph.missing(event)).toStrictEqual(ids(['b1', 'a1']));
    expect(() => graph.judge(event, { own: false })).toThrow('does not hold b1');
  });
});
