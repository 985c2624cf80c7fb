/**
 * State resolution of forked rooms, as a reviewer of MSC4256 would ask about it. Powers are a, b and k in this order; the
 * name of a commit says who published it and its epoch.
 */
import { describe, expect, it } from 'vitest';
import { BASELINE, type Reading } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import { RoomDag, told } from '../room-dag.js';

const LISTS = { powers: ['a', 'b', 'k'], servers: ['a', 'b', 'k', 'x', 'y'] };

function room(reading: Partial<Reading> = {}): RoomDag {
  const dag = new RoomDag(roomVersion({ ...BASELINE, ...reading }), LISTS);
  dag.create('cr');
  dag.commit('a0', 0, { prev: ['cr'], auth: ['cr'], ts: 1 });
  return dag;
}

/** A branch of commits, each upon the one before. */
function branch(dag: RoomDag, from: string, labels: readonly string[], ts: number, origin = labels[0]?.charAt(0) ?? 'a'): void {
  let parent = from;
  for (const [at, label] of labels.entries()) {
    const header = dag.version.contents.mlsHeader(dag.get(parent));
    const epoch = 'malformed' in header ? Number.NaN : header.epoch + 1;
    dag.commit(label, epoch, { origin, prev: [parent], auth: ['cr', parent], ts: ts + at });
    parent = label;
  }
}

describe('resolving forks of MSC4256 rooms', () => {
  it('should let the more powerful origin win (if the branches are equally long)', () => {
    const dag = room();
    branch(dag, 'a0', ['b1', 'b2'], 10);
    branch(dag, 'a0', ['a1', 'a2'], 100);
    expect(told(dag.resolve(['b2', 'a2']))).toStrictEqual({
      tip: 'a2',
      steps: ['a1', 'a2', 'b1 9.3', 'b2 9.3'],
      graft: false,
      decidedByEventId: false,
    });
  });

  it('should fill in nothing from an auth event that this server rejected, whatever others were told of the same states (H17)', () => {
    const dag = room();
    branch(dag, 'a0', ['a1'], 10);
    branch(dag, 'a0', ['b1'], 11);
    expect(told(dag.resolve(['a1', 'b1']))).toMatchObject({ tip: 'a1', steps: ['a1', 'b1 9.3'] });
    const withoutFirst = dag.resolve(['a1', 'b1'], ({ label }) => label === 'a0');
    expect(told(withoutFirst)).toMatchObject({ tip: undefined, steps: ['a1 6', 'b1 6'] });
    expect(told(dag.resolve(['a1', 'b1']))).toMatchObject({ tip: 'a1' });
  });

  it('should graft the longer branch of a weaker origin upon the winning commit (if only numbers count, H12, H13)', () => {
    const dag = room();
    branch(dag, 'a0', ['b1', 'b2'], 10);
    branch(dag, 'a0', ['a1'], 100);
    expect(told(dag.resolve(['b2', 'a1']))).toStrictEqual({
      tip: 'b2',
      steps: ['a1', 'b1 9.3', 'b2'],
      graft: true,
      decidedByEventId: false,
    });
  });

  it('should tell which commit stands upon which other one, and look at commits alone', () => {
    const dag = room();
    branch(dag, 'a0', ['b1', 'b2'], 10);
    branch(dag, 'a0', ['a1'], 100);
    dag.message('m2', 2, { origin: 'a', prev: ['a1'], auth: ['cr', 'a1'], ts: 101 });
    dag.commit('a2', 2, { prev: ['m2'], auth: ['cr', 'a1', 'm2'], ts: 102 });
    const { grafts, steps } = dag.resolve(['b2', 'a1', 'a2']);
    expect(steps.some(({ event, verdict }) => event.label === 'm2' && verdict.allowed)).toBe(true);
    expect(grafts.map(({ commit, upon, madeUpon }) => [commit.label, upon.label, madeUpon?.label])).toStrictEqual([['b2', 'a1', 'b1']]);
  });

  it.each(['event', 'content'] as const)('should not graft (if the parent is pinned by %s)', (commit_parent) => {
    const dag = room({ commit_parent });
    branch(dag, 'a0', ['b1', 'b2'], 10);
    branch(dag, 'a0', ['a1'], 100);
    expect(told(dag.resolve(['b2', 'a1']))).toStrictEqual({
      tip: 'a1',
      steps: ['a1', 'b1 9.3', 'b2 9.3'],
      graft: false,
      decidedByEventId: false,
    });
  });

  it('should take a duplicate for the same commit (if the parent is pinned by content, H37)', () => {
    for (const [commit_parent, tip] of [
      ['event', 'a1'],
      ['content', 'b2'],
      ['number', 'b2'],
    ] as const) {
      const dag = room({ commit_parent });
      dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10, content: 'P' });
      dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 11, content: 'P' });
      branch(dag, 'b1', ['b2'], 12);
      expect(told(dag.resolve(['a1', 'b2']))).toMatchObject({ tip, graft: false });
    }
  });

  it('should find a chain that is not the tip’s own a graft, also where the tip’s branch won before', () => {
    const dag = room();
    branch(dag, 'a0', ['a1'], 10);
    branch(dag, 'a0', ['k1', 'k2', 'k3'], 10);
    branch(dag, 'a1', ['b2'], 20);
    expect(told(dag.resolve(['b2', 'k3']))).toMatchObject({ tip: 'k3', steps: ['a1', 'b2', 'k1 9.3', 'k2 9.3', 'k3'], graft: true });
  });

  it('should order by time (if one server equivocates), which lets a backdated twin win (H16)', () => {
    const dag = room();
    branch(dag, 'a0', ['a1'], 100);
    branch(dag, 'a0', ['a1-backdated'], 5);
    expect(told(dag.resolve(['a1', 'a1-backdated']))).toMatchObject({ tip: 'a1-backdated', decidedByEventId: false });
  });

  it('should order by event id, and say so (if power and time are equal)', () => {
    const dag = room();
    branch(dag, 'a0', ['a1-q'], 10);
    branch(dag, 'a0', ['a1-p'], 10);
    expect(told(dag.resolve(['a1-q', 'a1-p']))).toMatchObject({ tip: 'a1-p', steps: ['a1-p', 'a1-q 9.3'], decidedByEventId: true });
  });

  it('should compare event ids by code point', () => {
    const dag = room();
    branch(dag, 'a0', ['a1-😀'], 10);
    branch(dag, 'a0', ['a1-！'], 10);
    expect(told(dag.resolve(['a1-😀', 'a1-！']))).toMatchObject({ tip: 'a1-！' });
  });

  it('should order two commits of epoch 0 by time alone, so that a backdated one takes the room (H2)', () => {
    const dag = room();
    branch(dag, 'a0', ['a1', 'a2'], 10);
    dag.commit('a0-second', 0, { prev: ['cr'], auth: ['cr'], ts: 0.5, powers: ['a'], servers: ['a'] });
    expect(told(dag.resolve(['a2', 'a0-second']))).toStrictEqual({
      tip: 'a2',
      steps: ['a0-second', 'a0 9.3', 'a1', 'a2'],
      graft: true,
      decidedByEventId: false,
    });
    dag.commit('b0-second', 0, { origin: 'a', prev: ['cr'], auth: ['cr'], ts: 0.5, powers: ['b'], servers: ['b'] });
    expect(told(dag.resolve(['a2', 'b0-second']))).toMatchObject({ tip: 'b0-second', steps: ['b0-second', 'a0 6', 'a1 6', 'a2 6'] });
  });

  it('should put a commit of epoch 0, for which there is no list, with the most powerful', () => {
    const dag = room();
    dag.commit('a0-second', 0, { prev: ['cr'], auth: ['cr'], ts: 5 });
    branch(dag, 'a0', ['b1'], 2);
    expect(told(dag.resolve(['b1', 'a0-second']))).toMatchObject({ tip: 'b1', steps: ['a0', 'a0-second 9.3', 'b1'] });
  });

  it('should find the powers of a commit in its own auth events (H15)', () => {
    // On k's branch k is first in the list, on a's a is. So both come with index 0, and time decides.
    const dag = room();
    dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10, powers: ['k', 'a'] });
    dag.commit('a1-x', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 11 });
    branch(dag, 'a1', ['k2'], 3);
    branch(dag, 'a1-x', ['a2'], 30);
    expect(told(dag.resolve(['a2', 'k2']))).toMatchObject({ steps: ['a1', 'k2', 'a1-x 9.3', 'a2 9.3'] });
  });

  it('should put an origin that is not in the list after all others, however early', () => {
    const dag = room();
    branch(dag, 'a0', ['k1'], 50);
    dag.commit('x1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 2 });
    expect(told(dag.resolve(['x1', 'k1']))).toMatchObject({ tip: 'k1', steps: ['k1', 'x1 9.3'] });
  });

  it('should leave the room without a commit (if every step is refused)', () => {
    const dag = room();
    branch(dag, 'a0', ['x1'], 10);
    branch(dag, 'a0', ['y1'], 10);
    expect(told(dag.resolve(['x1', 'y1']))).toStrictEqual({
      tip: undefined,
      steps: ['x1 9.7', 'y1 9.7'],
      graft: false,
      decidedByEventId: true,
    });
  });

  it('should find the powers of a commit in itself (if power_list is own_content, H15)', () => {
    const tips = (['own_auth_events', 'own_content'] as const).map((power_list) => {
      const dag = room({ power_list });
      dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10, powers: ['a', 'b'] });
      dag.commit('k1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 9, powers: ['a', 'b', 'k'] });
      dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 11, powers: ['b', 'a'] });
      return [told(dag.resolve(['b1', 'a1'])).tip, told(dag.resolve(['b1', 'k1'])).tip];
    });
    expect(tips).toStrictEqual([
      ['a1', 'b1'],
      ['b1', 'b1'],
    ]);
  });

  it('should hold the prefix of the powers against the winner’s list (H19)', () => {
    const dag = room();
    dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], ts: 10, powers: ['a', 'x', 'b'] });
    branch(dag, 'a0', ['b1', 'b2'], 5);
    expect(told(dag.resolve(['a1', 'b2']))).toMatchObject({ tip: 'a1', steps: ['a1', 'b1 9.3', 'b2 9.9'] });
  });

  it('should resolve a state with an earlier one of the same branch to the later', () => {
    const dag = room();
    branch(dag, 'a0', ['a1', 'a2', 'a3'], 10);
    expect(told(dag.resolve(['a1', 'a3']))).toStrictEqual({ tip: 'a3', steps: ['a1', 'a2', 'a3'], graft: false, decidedByEventId: false });
  });

  it('should resolve a state without a commit with one that has the first', () => {
    const dag = room();
    const resolution = dag.version.resolve([dag.state(undefined), dag.state('a0')], () => false);
    expect(told(resolution)).toStrictEqual({ tip: 'a0', steps: ['a0'], graft: false, decidedByEventId: false });
    expect(resolution.state).toBe(dag.state('a0'));
  });

  it('should have no steps (if all states are equal)', () => {
    const dag = room();
    expect(told(dag.resolve(['a0', 'a0']))).toStrictEqual({ tip: 'a0', steps: [], graft: false, decidedByEventId: false });
  });

  it('should leave out what this server rejected (if rejected_events is stay_out, H17)', () => {
    const tips = (['stay_out', 'may_return'] as const).map((rejected_events) => {
      const dag = room({ rejected_events });
      branch(dag, 'a0', ['a1'], 10);
      branch(dag, 'a0', ['b1'], 10);
      const rejected = dag.get('a1');
      // The shared answer, asked for first, must not stand in for that of a server that rejected something.
      expect(told(dag.resolve(['a1', 'b1'])).tip).toBe('a1');
      return told(dag.resolve(['a1', 'b1'], (event) => event === rejected));
    });
    expect(tips).toMatchObject([
      { tip: 'b1', steps: ['b1'] },
      { tip: 'a1', steps: ['a1', 'b1 9.3'] },
    ]);
  });

  it('should not fill in a missing commit with one that this server rejected', () => {
    const dag = room();
    branch(dag, 'a0', ['a1', 'a2'], 10);
    branch(dag, 'a0', ['b1'], 10);
    const rejected = dag.get('a1');
    expect(told(dag.resolve(['a2', 'b1'], (event) => event === rejected))).toMatchObject({ tip: 'b1', steps: ['a2 6', 'b1'] });
  });

  it('should differ between v2 and v2.1 only where there are two create events (H1)', () => {
    // Both branches share a0. Only v2.1 replays it, from an empty state; for v2 it is no part of the conflict.
    const steps = (['v2', 'v2.1'] as const).map((state_resolution) => {
      const dag = room({ state_resolution });
      dag.create('cr-second', { ts: 2 });
      branch(dag, 'a0', ['a1'], 10);
      branch(dag, 'a0', ['b1'], 10);
      return told(dag.version.resolve([dag.state('a1'), dag.state('b1', 'cr-second')], () => false)).steps;
    });
    expect(steps).toStrictEqual([
      ['a1', 'b1 9.3'],
      ['a0', 'a1', 'b1 9.3'],
    ]);
  });
});
