import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { current, deliver, fork, labels, room } from './receiving-server.js';
import { ids } from './room-dag.js';

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

  it('should be followed by a new event first where their state is the current one, however low they are (H18)', () => {
    const { dag, graph } = room({ current_state: 'none' });
    const { a1, b1 } = fork(dag);
    deliver(graph, b1);
    for (let at = 0; at < 10; at += 1) deliver(graph, dag.message(`x-${at}`, 2, { prev: ['b1'], auth: ['cr', 'b1'] }));
    deliver(graph, a1);
    expect(current(graph)).toBe('a1');
    expect(graph.prevEventsForNew()).toStrictEqual(ids(['a1', ...Array.from({ length: 9 }, (_, at) => `x-${at}`)]));
    expect(graph.stateForNew()).toBe(dag.state('a1'));
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
