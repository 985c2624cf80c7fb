import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomEvent } from '../../src/room/event.js';
import { BASELINE, type Reading } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import { RoomGraph } from '../../src/room/room-graph.js';
import { ids, RoomDag } from './room-dag.js';

const LISTS = { powers: ['a', 'b', 'k'], servers: ['a', 'b', 'k', 'x', 'y'] };

/** A room with its first commit, and a server that holds both. */
function room(reading: Partial<Reading> = {}): { dag: RoomDag; graph: RoomGraph } {
  const dag = new RoomDag(roomVersion({ ...BASELINE, ...reading }), LISTS);
  const graph = new RoomGraph(dag.version);
  deliver(graph, dag.create('cr'), dag.commit('a0', 0, { prev: ['cr'], auth: ['cr'], ts: 1 }));
  return { dag, graph };
}

/** Takes the events in, and tells what became of each: an outcome, and the check and rule that failed. */
function deliver(graph: RoomGraph, ...events: readonly RoomEvent[]): string[] {
  return events.map((event) => {
    const receipt = graph.judge(event, { own: false });
    graph.insert(event, receipt);
    return receipt.outcome === 'accepted' ? 'accepted' : `${receipt.outcome} ${receipt.check}/${receipt.rule}`;
  });
}

const labels = (graph: RoomGraph): string[] => graph.extremities().map(({ event }) => event.label);
const current = (graph: RoomGraph): string | undefined => graph.currentState().commit?.label;

/** a1 and b1, two commits upon a0, and a message on each. */
function fork(dag: RoomDag) {
  return {
    a1: dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10 }),
    b1: dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 11 }),
    onA: dag.message('x-a', 2, { prev: ['a1'], auth: ['cr', 'a1'], ts: 12 }),
    onB: dag.message('x-b', 2, { prev: ['b1'], auth: ['cr', 'b1'], ts: 12 }),
  };
}

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
    expect(insertion.resolution?.steps.map(({ event }) => event.label)).toStrictEqual(['a1', 'b1']);
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
    expect(graph.get(a2.id)?.receipt.resolutions).toBe(current_state === 'extremities' ? 0 : 1);
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

  it('should reject an event without prev events: no room is before it', () => {
    const { dag, graph } = room();
    expect(deliver(graph, dag.message('x1', 1, { auth: ['cr', 'a0'] }))).toStrictEqual(['rejected 5/6']);
  });

  it('should count the resolutions that it needed, shared or not', () => {
    const { dag, graph } = room({ current_state: 'none' });
    const { a1, b1 } = fork(dag);
    deliver(graph, a1, b1);
    const merge = dag.message('x-m', 2, { prev: ['a1', 'b1'], auth: ['cr', 'a1'] });
    expect(graph.judge(merge, { own: false })).toMatchObject({ resolutions: 1, decidedByEventId: false, stateBefore: dag.state('a1') });
    expect(graph.judge(merge, { own: false }).resolutions).toBe(1);
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

describe('forward extremities', () => {
  it('should be replaced by what follows them, also through soft-failed and rejected events', () => {
    const { dag, graph } = room();
    const { a1, b1, onB } = fork(dag);
    const bad = dag.message('z-b', 2, { prev: ['b1', 'a1'], auth: ['cr', 'b1'] });
    const through = dag.message('x-through', 2, { prev: ['z-b'], auth: ['cr', 'a1'] });
    expect(deliver(graph, a1, b1, bad)).toStrictEqual(['accepted', 'soft_failed 6/9.3', 'rejected 4/6']);
    expect(labels(graph)).toStrictEqual(['a1']);
    expect(deliver(graph, through)).toStrictEqual(['accepted']);
    expect(labels(graph)).toStrictEqual(['x-through']);
    expect(deliver(graph, onB)).toStrictEqual(['accepted']);
    expect(labels(graph)).toStrictEqual(['x-through', 'x-b']);
  });

  it('should be followed ten at a time by a new event, the highest first (H18)', () => {
    const { dag, graph } = room();
    const heads = Array.from({ length: 12 }, (_, at) => `x-${at}`);
    for (const head of heads) deliver(graph, dag.message(head, 1, { prev: ['a0'], auth: ['cr', 'a0'] }));
    deliver(graph, dag.message('y-high', 1, { prev: ['x-3'], auth: ['cr', 'a0'] }));
    expect(labels(graph)).toHaveLength(12);
    expect(graph.prevEventsForNew()).toStrictEqual(ids(['y-high', ...heads.filter((head) => head !== 'x-3').slice(0, 9)]));
    expect(graph.stateForNew()).toBe(graph.currentState());
  });

  it('should be, on random graphs, the accepted events that no accepted event reaches through failed ones', () => {
    const plan = fc.array(fc.record({ bad: fc.boolean(), prev: fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }) }), { maxLength: 20 });
    fc.assert(
      fc.property(plan, (made) => {
        const { dag, graph } = room();
        const added = ['a0'];
        for (const [at, { bad, prev }] of made.entries()) {
          const label = `x${at}`;
          // A message of a wrong epoch is rejected; of the right one, accepted.
          const prevLabels = [...new Set(prev.map((back) => added[Math.max(0, added.length - 1 - back)] ?? 'a0'))];
          deliver(graph, dag.message(label, bad ? 5 : 1, { prev: prevLabels, auth: ['cr', 'a0'] }));
          added.push(label);
        }
        const accepted = (label: string): boolean => graph.get(dag.get(label).id)?.outcome === 'accepted';
        const behind = (label: string): string[] =>
          dag.get(label).pdu.prev_events.flatMap((prev) => (accepted(prev) ? [prev] : [prev, ...behind(prev)]));
        const covered = new Set(added.filter(accepted).flatMap(behind));
        expect(labels(graph)).toStrictEqual(added.filter((label) => accepted(label) && !covered.has(label)));
      }),
    );
  });

  it('should leave servers that received the same events in any causal order with the same state (if there is no check 6)', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const { dag, graph } = room({ current_state: 'none' });
        const { a1, b1, onA, onB } = fork(dag);
        const waiting = order.map((at) => [a1, b1, onA, onB][at]).filter((event) => event !== undefined);
        while (waiting.length > 0) {
          const next = waiting.findIndex((event) => graph.missing(event).length === 0);
          deliver(graph, ...waiting.splice(next, 1));
        }
        expect(current(graph)).toBe('a1');
      }),
    );
  });
});
