import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASELINE } from '../../../src/room/msc4256/reading.js';
import type { Dag } from '../../../src/scenario/dag/dag.js';
import { type DagSource, loadDag } from '../../../src/scenario/dag/load.js';
import { formatProblem } from '../../../src/scenario/problem.js';

const BEGINNING = [
  'schism_dag: 1',
  'create: { id: cr, origin: a }',
  'events:',
  '  - { id: c0, commit: 0, origin: a, prev: [cr], auth: [cr], ts: 1, powers: [a, b], servers: [a, b, x], can_propose: [x] }',
].join('\n');

const load = (lines: string, options: Partial<DagSource> = {}): Dag => {
  const loaded = loadDag({ file: 'x.yaml', text: `${BEGINNING}\n${lines}`, ...options });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.dag;
};

describe('loadDag', () => {
  it('should fill in what an event leaves out from the commit that it cites', () => {
    const lists = load(`
  - { id: a1, commit: 1, origin: a, prev: [c0], auth: [cr, c0] }
  - { id: a2, commit: 2, origin: a, prev: [a1], auth: [cr, a1], servers: [a, b] }
  - { id: p3, pending: 3, origin: b, prev: [a2], auth: [cr, a2], can_propose: [] }`).events.map(({ mls }) => mls.data?.federation);
    expect(lists).toEqual([
      { powers: ['a', 'b'], servers: ['a', 'b', 'x'], canPropose: ['x'] },
      { powers: ['a', 'b'], servers: ['a', 'b', 'x'], canPropose: ['x'] },
      { powers: ['a', 'b'], servers: ['a', 'b'], canPropose: ['a', 'b'] },
      { powers: ['a', 'b'], servers: ['a', 'b'], canPropose: [] },
    ]);
  });

  it('should give each kind of event its type, state key and header, or those that are to break a rule', () => {
    const dag = load(`
  - { id: 1, commit: 1, origin: a, prev: [c0], auth: [cr, c0], ts: 1.5, content: P, state_key: null }
  - { id: p1, pending: 1, origin: x, prev: [c0], auth: [cr, c0], content: P, type: m.mls.proposed_commit, state_key: k }
  - { id: m1, message: 1, origin: x, prev: [c0], auth: [cr, c0], algorithm: null, group_id: "!o:a", content_type: proposal, room_id: "!p:a" }`);
    expect(dag.events.slice(1)).toMatchObject([
      {
        label: '1',
        kind: 'commit',
        type: 'm.mls.commit',
        stateKey: undefined,
        timestampMs: 1_500,
        mls: { epoch: 1, contentType: 'commit', content: 'P' },
      },
      { label: 'p1', kind: 'pending', type: 'm.mls.proposed_commit', stateKey: 'k', timestampMs: 0, mls: { content: 'P' } },
      { label: 'm1', type: 'm.room.encrypted', algorithm: undefined, roomId: '!p:a', mls: { groupId: '!o:a', contentType: 'proposal' } },
    ]);
  });

  it('should deliver the create event first, unsaid, unless a delivery names one', () => {
    const { deliver } = load('deliver: { x: [c0], y: [cr, c0] }');
    expect(deliver.get('x')).toEqual({ unsaid: ['cr'], said: ['c0'] });
    expect(deliver.get('y')).toEqual({ unsaid: [], said: ['cr', 'c0'] });
  });

  it('should take the readings of the file, and those set from outside over them', () => {
    const lines = 'rules: { commit_parent: event }\nreadings: [{ rules: { message_epoch: content }, expect: { tip: null } }]';
    expect(load(lines)).toMatchObject({
      rules: { ...BASELINE, commit_parent: 'event' },
      readings: [{ changes: { message_epoch: 'content' }, expect: { tip: null } }],
    });
    expect(load(lines).readings[0]?.changes).toEqual({ message_epoch: 'content' });
    expect(load(lines, { set: ['rules.commit_parent=content'] }).rules.commit_parent).toBe('content');
    const wrong = loadDag({ file: 'x.yaml', text: BEGINNING, set: ['rules.commit_parent=bytes', 'rules.x=1'] });
    expect(wrong.ok ? [] : wrong.problems.map(formatProblem)).toEqual([
      '--set rules.commit_parent=bytes: "bytes" is not number, event or content',
      '--set rules.x=1: unknown key "x"',
    ]);
  });

  it('should speak the unstable names (if the create event has the unstable room version)', () => {
    const text = BEGINNING.replace('origin: a }', 'origin: a, room_version: de.bwi.mls.v1 }');
    expect(load('', { text })).toMatchObject({ roomVersion: 'de.bwi.mls.v1', events: [{ type: 'de.bwi.mls.commit' }] });
  });

  it('should tell where the problem lies, and never throw, if the file is any data', () => {
    const label = fc.constantFrom<unknown>('cr', 'c0', 'a1', 'b1', 'm1', 7, null, [], {});
    const labels = fc.array(label, { maxLength: 3 });
    const any = fc.oneof({ weight: 4, arbitrary: label }, { weight: 1, arbitrary: fc.jsonValue() });
    const event = fc.record(
      {
        id: label,
        commit: fc.constantFrom(0, 1, 'x'),
        pending: any,
        message: any,
        origin: any,
        prev: labels,
        auth: labels,
        ts: any,
        powers: any,
        content: any,
      },
      { requiredKeys: ['id', 'prev'] },
    );
    const expected = fc.record(
      { tip: any, order: any, refused: fc.dictionary(fc.constantFrom('c0', 'q'), any), servers: any },
      { requiredKeys: [] },
    );
    const document = fc.record({
      schism_dag: fc.constant(1),
      create: fc.oneof(fc.constant({ id: 'cr', origin: 'a' }), fc.array(event, { maxLength: 2 }), any),
      events: fc.oneof({ weight: 5, arbitrary: fc.array(event, { maxLength: 4 }) }, any),
      resolve: any,
      deliver: fc.oneof(fc.dictionary(fc.constantFrom('x', 'y', 'z z'), labels), any),
      expect: fc.oneof(expected, any),
      readings: fc.oneof(fc.array(fc.record({ rules: any, expect: expected })), any),
    });
    fc.assert(
      fc.property(document, (data) => {
        const text = JSON.stringify(data, null, 1);
        const loaded = loadDag({ file: 'x.yaml', text });
        if (loaded.ok) return;
        expect(loaded.problems.length).toBeGreaterThan(0);
        for (const problem of loaded.problems) {
          expect(problem.message).not.toContain('\n');
          if ('line' in problem) expect(problem.line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
