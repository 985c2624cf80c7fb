import { describe, expect, it } from 'vitest';
import { eventId } from '../../src/names.js';
import { AuthGraph } from '../../src/room/auth-graph.js';
import type { RoomEvent } from '../../src/room/event.js';
import { room } from './receiving-server.js';

const { dag } = room();
const a1 = dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
const x1 = dag.message('x1', 2, { prev: ['a1'], auth: ['cr', 'a1'] });
const [cr, a0] = [dag.get('cr'), dag.get('a0')];

const graphOf = (...events: readonly RoomEvent[]): AuthGraph => {
  const graph = new AuthGraph();
  for (const event of events) graph.add(event);
  return graph;
};
const generations = (graph: AuthGraph): number[] => [cr, a0, a1, x1].map((event) => graph.node(event).generation);

describe('the auth graph', () => {
  it('should give each event its place, in whatever order they come', () => {
    for (const graph of [graphOf(cr, a0, a1, x1), graphOf(x1, a1, a0, cr), graphOf(a0, x1, cr, a1)]) {
      expect(generations(graph)).toStrictEqual([0, 1, 2, 3]);
      expect(graph.node(a1).authEvents).toStrictEqual([graph.node(cr), graph.node(a0)]);
    }
  });

  it('should keep to the first of several events with one id', () => {
    const graph = graphOf(cr, a0, { ...a0 });
    expect(graph.node({ ...a0 }).event).toBe(a0);
  });

  it('should make the places of a long chain that nobody asked about before', () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => {
      const cited = at === 0 ? [] : [eventId(`${at - 1}`)];
      return { ...a0, id: eventId(`${at}`), pdu: { ...a0.pdu, auth_events: cited } };
    });
    const [newest = a0] = chain.slice(-1);
    expect(graphOf(...chain.reverse()).node(newest).generation).toBe(19_999);
  });

  it('should refuse an event that cites one that nobody added', () => {
    expect(() => graphOf(a1).node(a1)).toThrow('a1 cites cr, which this run does not know');
  });
});
