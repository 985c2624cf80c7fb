/** The MSC's figure "Invite flow", step by step, in a run: who says what to whom, and in which order. */
import { describe, expect, it } from 'vitest';
import { factsOf } from './running.js';

const A = '@a:hs1.example/1';
const B = '@b:hs2.example/1';
const COMMIT = `${A}#2`;

/** Columns of the figure: User A, HS 1, HS 2, User B. What goes out, by how its thing begins. */
const STEPS = [
  [A, 'hs1.example', 'claim '],
  ['hs1.example', 'hs2.example', 'claim '],
  ['hs2.example', 'hs1.example', 'answer claim '],
  ['hs1.example', A, 'answer claim '],
  [A, 'hs1.example', COMMIT],
  ['hs1.example', A, `push m.mls.commit ${COMMIT}`],
  [A, 'hs1.example', 'welcome '],
  ['hs1.example', 'hs2.example', 'edu welcome '],
  ['hs2.example', B, 'push to_device '],
  [A, 'hs1.example', 'invite '],
  ['hs1.example', 'hs2.example', 'invite '],
  ['hs2.example', B, 'push invite '],
  [B, 'hs2.example', 'join '],
  ['hs2.example', 'hs1.example', 'join '],
] as const;

describe('the invite flow', () => {
  it('should go as the figure shows it', async () => {
    const facts = await factsOf({
      duration: '5m',
      servers: [{ name: 'hs1.example' }, { name: 'hs2.example' }],
      users: [{ id: '@a:hs1.example' }, { id: '@b:hs2.example' }],
      room: { creator: '@a:hs1.example', powers: 'hs1.example', servers: 'hs1.example', members: '@a:hs1.example' },
      network: { latency: { constant: '50ms' } },
      timeline: [{ at: '1m', commit: { by: '@a:hs1.example', add: '@b:hs2.example' } }],
    });
    const sent = facts.flatMap(({ at, fact }) => (at >= 0 && fact.kind === 'transmission' ? [fact] : []));
    const places = STEPS.map(([from, to, begin]) => {
      const found = sent.filter((each) => each.from === from && each.to === to && each.thing.startsWith(begin));
      expect(found, `${from} to ${to}: ${begin}`).toHaveLength(1);
      return found[0] === undefined ? -1 : sent.indexOf(found[0]);
    });
    const [accepted, welcomed, invited, joining] = [5, 8, 11, 12];
    const inOrder = (steps: readonly number[]) => expect(steps).toEqual([...steps].sort((a, b) => a - b));
    inOrder(places.slice(0, accepted + 1));
    // Welcome and invite go side by side once the commit is accepted, and both have come before B joins.
    inOrder([...places.slice(accepted, welcomed + 1), ...places.slice(joining)]);
    inOrder([...places.slice(accepted, accepted + 1), ...places.slice(welcomed + 1, invited + 1), ...places.slice(joining)]);
    // "Fetch room state & history": what HS 2 then has is the whole room.
    const joined = facts.findIndex(({ fact }) => fact.kind === 'user_joined' && fact.user === '@b:hs2.example');
    const fetched = facts
      .slice(0, joined)
      .flatMap(({ node, fact }) => (node === 'hs2.example' && fact.kind === 'event_received' ? [fact.type] : []));
    expect(fetched).toEqual(['m.room.create', 'm.mls.commit', 'm.mls.commit']);
    expect(
      facts.filter(({ node, fact }) => node === B && fact.kind === 'state_entered').map(({ fact }) => 'state' in fact && fact.state),
    ).toEqual([COMMIT]);
  });
});
