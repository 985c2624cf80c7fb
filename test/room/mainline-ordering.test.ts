import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mainlineOrder } from '../../src/index.js';
import { citedCommit } from '../../src/room/msc4256/auth-rule.js';
import { STABLE_NAMES } from '../../src/room/msc4256/names.js';
import { room } from './receiving-server.js';
import type { RoomDag } from './room-dag.js';

/** Three commits in a row, `a0` to `a2`, and a second branch that leaves at `a0`. */
function forked(): RoomDag {
  const { dag } = room();
  dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10 });
  dag.commit('a2', 2, { prev: ['a1'], auth: ['cr', 'a1'], ts: 20 });
  dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 11 });
  dag.commit('b2', 2, { prev: ['b1'], auth: ['cr', 'b1'], ts: 12 });
  return dag;
}

/** A message that cites a commit, and the second of its clock. */
const upon = (dag: RoomDag, label: string, commit: string, ts: number) =>
  dag.message(label, 9, { prev: [commit], auth: ['cr', commit], ts });

function order(dag: RoomDag, labels: readonly string[], resolved?: string): string[] {
  const ordered = mainlineOrder(
    labels.map((label) => dag.get(label)),
    resolved === undefined ? undefined : dag.get(resolved),
    (event) => citedCommit(dag.cited(event), STABLE_NAMES),
  );
  return ordered.map(({ label }) => label);
}

describe('mainline ordering by commits', () => {
  it('should put what cites an older commit of the mainline first, whatever the clocks say', () => {
    const dag = forked();
    upon(dag, 'x-0', 'a0', 300);
    upon(dag, 'x-1', 'a1', 200);
    upon(dag, 'x-2', 'a2', 100);
    expect(order(dag, ['x-2', 'x-1', 'x-0'], 'a2')).toStrictEqual(['x-0', 'x-1', 'x-2']);
  });

  it('should place what is on another branch where that branch leaves the mainline', () => {
    const dag = forked();
    upon(dag, 'x-1', 'a1', 1);
    upon(dag, 'x-b', 'b2', 300);
    expect(order(dag, ['x-1', 'x-b'], 'a2')).toStrictEqual(['x-b', 'x-1']);
  });

  it('should put what reaches no commit of the mainline before all else', () => {
    const dag = forked();
    dag.commit('a0-second', 0, { prev: ['cr'], auth: ['cr'] });
    upon(dag, 'x-second', 'a0-second', 300);
    upon(dag, 'x-0', 'a0', 1);
    expect(order(dag, ['x-0', 'x-second', 'cr'], 'a2')).toStrictEqual(['cr', 'x-second', 'x-0']);
  });

  it('should begin with what an event cites, so that a mainline commit stands at its parent', () => {
    // Synapse begins with the event itself: there a1 stands one place later, and x-0 comes before it.
    const dag = forked();
    upon(dag, 'x-0', 'a0', 300);
    expect(order(dag, ['x-0', 'a1'], 'a2')).toStrictEqual(['a1', 'x-0']);
  });

  it('should go by time (if two events stand at one place), then by code point of the event id', () => {
    const dag = forked();
    upon(dag, 'x-late', 'a1', 30);
    upon(dag, 'x-😀', 'a1', 5);
    upon(dag, 'x-！', 'a1', 5);
    expect(order(dag, ['x-late', 'x-😀', 'x-！'], 'a2')).toStrictEqual(['x-！', 'x-😀', 'x-late']);
  });

  it('should know neither power nor ancestry (if commits are no power events, H11: nothing resolved can anchor the mainline)', () => {
    const dag = forked();
    dag.commit('k2', 2, { prev: ['a1'], auth: ['cr', 'a1'], ts: 3 });
    expect(order(dag, ['a1', 'a2', 'b1', 'b2', 'k2'])).toStrictEqual(['k2', 'a1', 'b1', 'b2', 'a2']);
    // As power events they come with each commit after its parent, and a before k.
    const { steps } = dag.resolve(['a2', 'b2', 'k2']);
    expect(steps.map(({ event }) => event.label)).toStrictEqual(['a1', 'a2', 'b1', 'b2', 'k2']);
  });

  it('should be that of the definition, in whatever order the events come', () => {
    const commits = fc.array(fc.record({ over: fc.nat(4), ts: fc.nat(3) }), { minLength: 1, maxLength: 10 });
    const shuffled = commits.chain((made) => {
      const labels = ['a0', ...made.map((_, at) => `a-${at}`)];
      return fc.tuple(fc.constant(made), fc.constantFrom(...labels), fc.shuffledSubarray(labels, { minLength: labels.length }));
    });
    fc.assert(
      fc.property(shuffled, ([made, resolved, labels]) => {
        const { dag } = room();
        for (const [at, { over, ts }] of made.entries()) {
          const parent = at - over <= 0 ? 'a0' : `a-${at - over - 1}`;
          dag.commit(`a-${at}`, 1, { prev: [parent], auth: ['cr', parent], ts });
        }
        const chain = (label: string): string[] => {
          const cited = citedCommit(dag.cited(dag.get(label)), STABLE_NAMES)?.label;
          return cited === undefined ? [label] : [label, ...chain(cited)];
        };
        const mainline = chain(resolved).reverse();
        const place = (label: string): number =>
          Math.max(
            ...chain(label)
              .slice(1)
              .map((commit) => mainline.indexOf(commit)),
            -1,
          );
        const ts = (label: string): number => dag.get(label).pdu.origin_server_ts;
        const expected = [...labels].sort((a, b) => place(a) - place(b) || ts(a) - ts(b) || (a < b ? -1 : 1));
        expect(order(dag, labels, resolved)).toStrictEqual(expected);
      }),
    );
  });
});
