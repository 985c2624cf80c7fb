import { describe, expect, it } from 'vitest';
import { decided } from './deciding.js';

/** The example of the format. */
const FORK = `schism_dag: 1
rules: { commit_parent: number }
create: { id: cr, origin: a }
events:
  - { id: c0, commit: 0, origin: a, prev: [cr], auth: [cr], ts: 1, powers: [a, b, k], servers: [a, b, k, x, y] }
  - { id: a1, commit: 1, origin: a, prev: [c0], auth: [cr, c0], ts: 10 }
  - { id: b1, commit: 1, origin: b, prev: [c0], auth: [cr, c0], ts: 11, content: P }
  - { id: p1, pending: 1, origin: x, prev: [c0], auth: [cr, c0], ts: 11 }
  - { id: m1, message: 2, origin: x, prev: [a1], auth: [cr, a1], ts: 12 }
`;

describe('deciding a DAG', () => {
  it('should tell who wins, by which steps, and what each server makes of what it receives', () => {
    expect(decided(`${FORK}resolve: [a1, b1]\ndeliver: { y: [c0, a1, b1, m1] }`)).toStrictEqual({
      tip: 'a1',
      graft: false,
      steps: [
        { event: 'a1', accepted: true },
        { event: 'b1', accepted: false, rule: '9.3', why: 'the epoch is 1, not 2' },
      ],
      servers: {
        y: {
          tip: 'a1',
          events: [
            { event: 'c0', outcome: 'accepted' },
            { event: 'a1', outcome: 'accepted' },
            { event: 'b1', outcome: 'soft_failed', check: 6, rule: '9.3', why: 'the epoch is 1, not 2' },
            { event: 'm1', outcome: 'accepted' },
          ],
        },
      },
    });
  });

  it('should have no tip without anything to resolve, and no steps where all sets are equal', () => {
    expect(decided(FORK)).toStrictEqual({ tip: null, graft: false, steps: [], servers: {} });
    expect(decided(`${FORK}resolve: [b1, b1]`)).toStrictEqual({ tip: 'b1', graft: false, steps: [], servers: {} });
  });

  it('should not let a server soft-fail its own events', () => {
    const { servers } = decided(`${FORK}deliver: { b: [c0, a1, b1], y: [c0, a1, b1] }`);
    expect(servers.b?.events.at(-1)).toEqual({ event: 'b1', outcome: 'accepted' });
    expect(servers.y?.events.at(-1)).toMatchObject({ event: 'b1', outcome: 'soft_failed' });
  });

  it('should treat no event as rejected in a resolution, whatever checks 4 and 5 would say', () => {
    const outsider = `${FORK}  - { id: z1, commit: 1, origin: z, prev: [c0], auth: [cr, c0], ts: 5 }\n`;
    expect(decided(`${outsider}resolve: [z1, b1]\ndeliver: { y: [c0, z1] }`)).toMatchObject({
      tip: 'b1',
      steps: [
        { event: 'b1', accepted: true },
        { event: 'z1', accepted: false, rule: '6' },
      ],
      servers: { y: { tip: 'c0', events: [{}, { outcome: 'rejected', check: 4, rule: '6' }] } },
    });
  });

  it('should ask of an event’s auth events first whether they were rejected', () => {
    const events = `  - { id: z1, commit: 1, origin: z, prev: [c0], auth: [cr, c0] }
  - { id: m2, message: 7, origin: x, prev: [z1], auth: [cr, z1] }\n`;
    expect(decided(`${FORK}${events}deliver: { y: [c0, z1, m2] }`).servers.y?.events.at(-1)).toMatchObject({ check: 4, rule: '4.4' });
  });

  it('should say where an event id decided', () => {
    const twins = `${FORK}  - { id: a1b, commit: 1, origin: a, prev: [c0], auth: [cr, c0], ts: 10 }\nresolve: [a1b, a1]`;
    expect(decided(twins)).toMatchObject({ tip: 'a1', decided_by_event_id: true });
  });

  it('should break each rule that the format lets an event break', () => {
    const broken = (fields: string, kind = 'message: 1') => {
      const text = `${FORK}  - { id: e, ${kind}, origin: x, prev: [c0], auth: [cr, c0], ${fields} }\ndeliver: { y: [c0, e] }`;
      const [, received] = decided(text).servers.y?.events ?? [];
      return received !== undefined && 'rule' in received ? received.rule : received?.outcome;
    };
    expect(broken('ts: 9')).toBe('accepted');
    expect(broken('state_key: k')).toBe('1');
    expect(broken('state_key: ""')).toBe('2');
    expect(broken('room_id: "!other:a"')).toBe('7');
    expect(broken('group_id: "!other:a"')).toBe('7');
    expect(broken('algorithm: m.megolm')).toBe('8');
    expect(broken('algorithm: null')).toBe('8');
    expect(broken('state_key: null', 'commit: 1')).toBe('9.1');
    expect(broken('content_type: proposal', 'pending: 1')).toBe('10.2');
    expect(broken('type: m.mls.proposed_commit', 'pending: 1')).toBe('12');
    expect(broken('content_type: commit')).toBe('12');
  });

  it('should tell what is not as the file expects', () => {
    const expected =
      'expect: { tip: b1, graft: false, order: [a1, b1], refused: {}, servers: { y: { tip: a1, rejected: { a1: "9.3" } } } }';
    const { expectations } = decided(`${FORK}resolve: [a1, b1]\ndeliver: { y: [c0, a1] }\n${expected}`);
    expect(expectations).toEqual([
      { expect: 'tip', held: false, expected: 'b1', actual: 'a1' },
      { expect: 'graft', held: true, expected: false, actual: false },
      { expect: 'order', held: true, expected: ['a1', 'b1'], actual: ['a1', 'b1'] },
      { expect: 'refused', held: false, expected: {}, actual: { b1: '9.3' } },
      { expect: 'servers.y.tip', held: true, expected: 'a1', actual: 'a1' },
      { expect: 'servers.y.rejected', held: false, expected: { a1: '9.3' }, actual: {} },
      { expect: 'servers.y.soft_failed', held: true, expected: {}, actual: {} },
    ]);
  });

  it('should decide the same events under the other readings of the file', () => {
    const longer = `${FORK}  - { id: b2, commit: 2, origin: b, prev: [b1], auth: [cr, b1] }\nresolve: [a1, b2]\n`;
    const { tip, graft, readings } = decided(`${longer}readings: [{ rules: { commit_parent: content }, expect: { tip: a1 } }]`);
    expect({ tip, graft }).toEqual({ tip: 'b2', graft: true });
    expect(readings).toMatchObject([{ rules: { commit_parent: 'content' }, tip: 'a1', graft: false, expectations: [{ held: true }] }]);
  });

  it('should keep to the first of several create events, and say what became of an unsaid one that was not accepted', () => {
    const text = FORK.replace('{ id: cr, origin: a }', '[{ id: cr, origin: a }, { id: cr2, origin: a, ts: 3 }]');
    const { servers } = decided(`${text}deliver: { x: [c0], y: [cr2, cr, c0] }`);
    expect(servers.x).toMatchObject({
      tip: 'c0',
      events: [{ outcome: 'accepted' }],
      unsaid: [{ event: 'cr2', outcome: 'rejected', rule: '3.6' }],
    });
    expect(servers.y?.events).toMatchObject([{ event: 'cr2', outcome: 'accepted' }, { rule: '3.6' }, { event: 'c0', rule: '4.4' }]);
  });
});
