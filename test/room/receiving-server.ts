/** A server that receives the events of a hand-made room, and the fork that most tests begin with. */
import type { RoomEvent } from '../../src/room/event.js';
import { BASELINE, type Reading } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import { RoomGraph } from '../../src/room/room-graph.js';
import { RoomDag } from './room-dag.js';

export const LISTS = { powers: ['a', 'b', 'k'], servers: ['a', 'b', 'k', 'x', 'y'] };

/** A room with its first commit, and a server that holds both. */
export function room(reading: Partial<Reading> = {}): { dag: RoomDag; graph: RoomGraph } {
  const dag = new RoomDag(roomVersion({ ...BASELINE, ...reading }), LISTS);
  const graph = new RoomGraph(dag.version);
  deliver(graph, dag.create('cr'), dag.commit('a0', 0, { prev: ['cr'], auth: ['cr'], ts: 1 }));
  return { dag, graph };
}

/** Takes the events in, and tells what became of each: an outcome, and the check and rule that failed. */
export function deliver(graph: RoomGraph, ...events: readonly RoomEvent[]): string[] {
  return events.map((event) => {
    const receipt = graph.judge(event, { own: false });
    graph.insert(event, receipt);
    return receipt.outcome === 'accepted' ? 'accepted' : `${receipt.outcome} ${receipt.check}/${receipt.rule}`;
  });
}

export const labels = (graph: RoomGraph): string[] => graph.extremities().map(({ event }) => event.label);
export const current = (graph: RoomGraph): string | undefined => graph.currentState().commit?.label;

/** a1 and b1, two commits upon a0, and a message on each. */
export function fork(dag: RoomDag) {
  return {
    a1: dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10 }),
    b1: dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 11 }),
    onA: dag.message('x-a', 2, { prev: ['a1'], auth: ['cr', 'a1'], ts: 12 }),
    onB: dag.message('x-b', 2, { prev: ['b1'], auth: ['cr', 'b1'], ts: 12 }),
  };
}
