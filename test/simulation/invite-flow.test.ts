/** The MSC's figure "Invite flow", step by step, in a run: who says what to whom, in which order, and what the trace tells of it. */
import { describe, expect, it } from 'vitest';
import type { Fact, StampedFact } from '../../src/facts/index.js';
import { factsOf } from './running.js';

const A = '@a:hs1.example/1';
const B = '@b:hs2.example/1';
const [HS1, HS2] = ['hs1.example', 'hs2.example'];
const COMMIT = `${A}#2`;

/** Columns of the figure: User A, HS 1, HS 2, User B. What goes out, by how its thing begins. */
const STEPS = [
  [A, HS1, 'query '],
  [HS1, HS2, 'query '],
  [HS2, HS1, 'answer query '],
  [HS1, A, 'answer query '],
  [A, HS1, 'claim '],
  [HS1, HS2, 'claim '],
  [HS2, HS1, 'answer claim '],
  [HS1, A, 'answer claim '],
  [A, HS1, COMMIT],
  [HS1, A, `push m.mls.commit ${COMMIT}`],
  [A, HS1, 'welcome '],
  [HS1, HS2, 'edu welcome '],
  [HS2, B, 'push to_device '],
  [A, HS1, 'invite '],
  [HS1, HS2, 'invite '],
  [HS2, B, 'push invite '],
  [B, HS2, 'join '],
  [HS2, HS1, 'join '],
] as const;

/** The facts in which the same steps can be read. Those of the Welcome and those of the invite go side by side. */
const TOLD: readonly (readonly [node: string, kind: Fact['kind']])[] = [
  [HS2, 'keys_uploaded'],
  [HS1, 'keys_queried'],
  [HS2, 'keys_queried'],
  [HS1, 'keys_claimed'],
  [HS2, 'keys_claimed'],
  [HS2, 'key_package_given'],
  [A, 'commit_created'],
  [A, 'current_commit_shown'],
  [HS1, 'to_device_carried'],
  [HS2, 'to_device_carried'],
  [B, 'welcome_opened'],
  [HS2, 'room_fetched'],
  [HS2, 'user_joined'],
];
const TOLD_OF_INVITE: typeof TOLD = [
  [A, 'current_commit_shown'],
  [HS1, 'user_invited'],
  [HS2, 'user_invited'],
  [B, 'invite_shown'],
  [HS2, 'room_fetched'],
  [HS2, 'user_joined'],
];

const document = {
  duration: '5m',
  servers: [{ name: HS1 }, { name: HS2 }],
  users: [{ id: '@a:hs1.example' }, { id: '@b:hs2.example' }],
  room: { creator: '@a:hs1.example', powers: HS1, servers: HS1, members: '@a:hs1.example' },
  network: { latency: { constant: '50ms' } },
  timeline: [{ at: '1m', commit: { by: '@a:hs1.example', add: '@b:hs2.example' } }],
};

const inOrder = (steps: readonly number[]) => expect(steps).toEqual([...steps].sort((a, b) => a - b));
const sentIn = (facts: readonly StampedFact[], since = 0) =>
  facts.flatMap(({ at, fact }) => (at >= since && fact.kind === 'transmission' ? [fact] : []));

describe('the invite flow', () => {
  it('should go as the figure shows it', async () => {
    const facts = await factsOf(document);
    const sent = sentIn(facts);
    const places = STEPS.map(([from, to, begin]) => {
      const found = sent.filter((each) => each.from === from && each.to === to && each.thing.startsWith(begin));
      expect(found, `${from} to ${to}: ${begin}`).toHaveLength(1);
      return found[0] === undefined ? -1 : sent.indexOf(found[0]);
    });
    const [accepted, welcomed, invited, joining] = [9, 12, 15, 16];
    inOrder(places.slice(0, accepted + 1));
    // Welcome and invite go side by side once the commit is accepted, and both have come before B joins.
    inOrder([...places.slice(accepted, welcomed + 1), ...places.slice(joining)]);
    inOrder([...places.slice(accepted, accepted + 1), ...places.slice(welcomed + 1, invited + 1), ...places.slice(joining)]);
    // "Fetch room state & history": what HS 2 then has is the whole room.
    const joined = facts.findIndex(({ fact }) => fact.kind === 'user_joined' && fact.user === '@b:hs2.example');
    const fetched = facts.slice(0, joined).flatMap(({ node, fact }) => (node === HS2 && fact.kind === 'event_received' ? [fact.type] : []));
    expect(fetched).toEqual(['m.room.create', 'm.mls.commit', 'm.mls.commit']);
    expect(
      facts.filter(({ node, fact }) => node === B && fact.kind === 'state_entered').map(({ fact }) => 'state' in fact && fact.state),
    ).toEqual([COMMIT]);
  });

  it('should be told by the trace step by step', async () => {
    const facts = await factsOf(document);
    const uploads = facts.filter(({ fact }) => fact.kind === 'keys_uploaded' && fact.device === B);
    // The figure begins with what B uploaded while the room was set up.
    const told = [...uploads.slice(0, 1), ...facts.filter((each) => each.at >= 0 && !uploads.includes(each))];
    for (const flow of [TOLD, TOLD_OF_INVITE]) {
      inOrder(flow.map(([node, kind]) => told.findIndex((each) => each.node === node && each.fact.kind === kind)));
      for (const [node, kind] of flow)
        expect(told.filter((each) => each.node === node && each.fact.kind === kind).length, `${node} ${kind}`).toBe(1);
    }
    const of = <Kind extends Fact['kind']>(kind: Kind) =>
      told.flatMap(({ fact }) => (fact.kind === kind ? [fact as Extract<Fact, { kind: Kind }>] : []));
    // One key package all the way: uploaded, given out, added and used.
    const keyPackage = `${B}+1`;
    expect(of('keys_uploaded')[0]).toMatchObject({ one_time: [keyPackage], last_resort: `${B}+2`, identity: true });
    expect(of('key_package_given')).toMatchObject([{ key_package: keyPackage, last_resort: false, left: 0 }]);
    expect(of('commit_created')).toMatchObject([{ key_packages: [keyPackage] }]);
    expect(of('welcome_opened')).toMatchObject([{ key_package: keyPackage, state: COMMIT }]);
    // B then has its server hold another one.
    expect(uploads.slice(1).map(({ fact }) => fact)).toMatchObject([{ one_time: [`${B}+3`], last_resort: undefined }]);
  });

  it('should ask the other server for device keys, unless it has told of them before, both "optional" in the figure (H48)', async () => {
    const timeline = [
      { at: '1m', commit: { by: '@a:hs1.example', remove: '@b:hs2.example' } },
      { at: '2m', leave: '@b:hs2.example' },
      { at: '3m', commit: { by: '@a:hs1.example', add: '@b:hs2.example' } },
    ];
    const flow = async (device_lists: string) => {
      const facts = await factsOf({ ...document, room: { creator: '@a:hs1.example', powers: HS1 }, rules: { device_lists }, timeline });
      const queries = sentIn(facts).filter(({ thing }) => thing.startsWith('query '));
      const told = facts.flatMap(({ node, fact }) => (fact.kind === 'device_list_received' ? [`${node} ${fact.user}`] : []));
      const joined = facts.filter(({ at, fact }) => at > 0 && fact.kind === 'user_joined').length;
      return { queries: queries.map(({ to }) => to), told, joined };
    };
    expect(await flow('queried')).toEqual({ queries: [HS1, HS2], told: [], joined: 1 });
    expect(await flow('announced')).toEqual({ queries: [HS1], told: [`${HS2} @a:hs1.example`, `${HS1} @b:hs2.example`], joined: 1 });
  });
});
