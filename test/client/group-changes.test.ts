import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/client/intents.js';
import { deviceId, serverName } from '../../src/names.js';
import { ROOM } from '../room/room-dag.js';
import { giveKeyPackage, made, NEW, said, satisfied, want } from './changing.js';
import { DATA, DeviceBench } from './device-bench.js';

const COMMIT = 'm.mls.commit';
const PENDING = 'm.mls.pending_commit';
const UPDATE: Change = { kind: 'update' };

describe('the way of a commit', () => {
  it.each([
    { id: '@d:a/1', slots: 'per_pending', way: 'direct' },
    { id: '@d:b/1', slots: 'per_pending', way: 'pending' },
    { id: '@d:b/1', slots: 'direct', way: 'direct' },
    { id: '@d:c/1', slots: 'per_pending', way: undefined },
    { id: '@d:c/1', slots: 'direct', way: undefined },
  ] as const)('should be $way for $id under $slots', async ({ id, slots, way }) => {
    const { on } = await DeviceBench.joined({ id, reading: { slots } });
    await want(on, UPDATE);
    expect(made(on).map(([, , , each]) => each)).toStrictEqual(way === undefined ? [] : [way]);
    expect(on.hasToSend(COMMIT)).toBe(way === 'direct');
    expect(on.hasToSend(PENDING)).toBe(way === 'pending');
    expect(on.factsOf('proposal_created')).toHaveLength(way === undefined ? 1 : 0);
  });
});

describe('a commit of the device', () => {
  it('should be applied when sync shows it as current, not when the server takes it', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, UPDATE);
    const event = await on.accept(COMMIT);
    expect(on.state).toBe(first.event.carries);
    expect(satisfied(on)).toStrictEqual([]);
    await on.current([first, event]);
    expect(on.state).toBe('@d:a/1#1');
    expect(satisfied(on)).toStrictEqual([[1, '@d:a/1#1']]);
    expect(on.factsOf('commit_unprocessable')).toStrictEqual([]);
  });

  it('should be one at a time: other wishes wait, and then build on it', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, UPDATE);
    await want(on, { kind: 'security', security: { windowSeconds: 5 } });
    expect(made(on)).toHaveLength(1);
    await on.current([first, await on.accept(COMMIT)]);
    expect(made(on)[1]).toStrictEqual(['@d:a/1#2', 2, '@d:a/1#1', 'direct']);
    expect(said(on)).toStrictEqual({ federation: DATA.federation, security: { windowSeconds: 5, requiredVerification: 'm.cross' } });
  });

  it('should be made anew in the new state, if another one becomes current', async () => {
    const { on, first } = await DeviceBench.joined({ id: '@d:b/1' });
    await want(on, UPDATE);
    await on.accept(PENDING);
    const next = on.other.commit(first.next);
    await on.current([first, next]);
    expect(on.factsOf('commit_superseded')).toStrictEqual([{ kind: 'commit_superseded', commit: '@d:b/1#1', by: next.event.carries }]);
    expect(made(on)[1]).toStrictEqual(['@d:b/1#2', 1, next.event.carries, 'pending']);
    await on.current([next, await on.accept(PENDING)]);
    expect(satisfied(on)).toStrictEqual([[1, '@d:b/1#2']]);
    await on.pass(10_000);
    expect(on.factsOf('commit_given_up')).toStrictEqual([]);
    expect(made(on)).toHaveLength(2);
  });

  it('should be made anew before wishes that came later', async () => {
    const { on, first } = await DeviceBench.joined();
    for (const _ of 'abc') await want(on, UPDATE);
    await on.accept(COMMIT);
    await on.current([first, on.other.commit(first.next)]);
    expect(made(on).map(([, intent]) => intent)).toStrictEqual([1, 1]);
  });

  it.each([
    { id: '@d:a/1', type: COMMIT, rule: '9.3' },
    { id: '@d:b/1', type: PENDING, rule: '10.1' },
  ])('should wait for sync and be made anew, if the server refused it for another one ($rule)', async ({ id, type, rule }) => {
    const { on, first } = await DeviceBench.joined({ id });
    await want(on, UPDATE);
    await on.refuse(type, rule);
    expect(on.factsOf('commit_refused')).toMatchObject([{ commit: `${id}#1`, rule }]);
    await on.crash(1);
    await on.pass(10_000);
    expect(made(on)).toHaveLength(1);
    expect(on.factsOf('commit_given_up')).toStrictEqual([]);
    const next = on.other.commit(first.next);
    await on.current([first, next]);
    expect(made(on).map(([commit, intent]) => [commit, intent])).toStrictEqual([
      [`${id}#1`, 1],
      [`${id}#2`, 1],
    ]);
    // A refused commit was never open to be superseded.
    expect(on.factsOf('commit_superseded')).toStrictEqual([]);
  });

  it('should be the end of the wish, if the server refuses it for what it says, and the next wish goes on', async () => {
    const { on } = await DeviceBench.joined();
    await want(on, { kind: 'powers', servers: ['b', 'a'].map(serverName) });
    await want(on, UPDATE);
    await on.refuse(COMMIT, '9.9');
    expect(on.factsOf('change_impossible')).toMatchObject([{ intent: 1 }]);
    expect(made(on).map(([, intent]) => intent)).toStrictEqual([1, 2]);
  });

  it('should be given up len(powers) * 5 minutes after it was sent, and made anew', async () => {
    const { on, first } = await DeviceBench.joined({ id: '@d:b/1' });
    await want(on, UPDATE);
    await on.accept(PENDING);
    await on.pass(599.999);
    expect(on.factsOf('commit_given_up')).toStrictEqual([]);
    await on.pass(0.001);
    expect(on.factsOf('commit_given_up')).toStrictEqual([{ kind: 'commit_given_up', commit: '@d:b/1#1' }]);
    expect(made(on)[1]).toStrictEqual(['@d:b/1#2', 1, first.event.carries, 'pending']);
  });

  it('should be waited for again after a crash', async () => {
    const { on } = await DeviceBench.joined({ id: '@d:b/1' });
    await want(on, UPDATE);
    await on.accept(PENDING);
    await on.crash(100);
    await on.pass(10_000);
    expect(on.factsOf('commit_given_up').length).toBeGreaterThan(0);
  });

  it('should fulfil its wish, if it is accepted after it was given up, and the later try is not needed (H35, H36)', async () => {
    const { on, first } = await DeviceBench.joined({ id: '@d:b/1' });
    await want(on, UPDATE);
    const late = await on.accept(PENDING);
    await on.pass(600);
    await on.accept(PENDING);
    await on.current([first, late]);
    expect(on.state).toBe('@d:b/1#1');
    expect(satisfied(on)).toStrictEqual([[1, '@d:b/1#1']]);
    expect(on.factsOf('commit_superseded')).toMatchObject([{ commit: '@d:b/1#2', by: '@d:b/1#1' }]);
    await on.pass(10_000);
    expect(made(on)).toHaveLength(2);
    expect(on.factsOf('commit_given_up')).toHaveLength(1);
  });

  it('should lock its author out, if it is accepted after the author has dropped it (H35: drop_at_timeout)', async () => {
    const { on, first } = await DeviceBench.joined({ id: '@d:b/1', reading: { author_state: 'drop_at_timeout' } });
    await want(on, UPDATE);
    const late = await on.accept(PENDING);
    await on.pass(600);
    await on.current([first, late]);
    expect(on.state).toBe(first.event.carries);
    expect(on.factsOf('commit_unprocessable')).toMatchObject([{ failure: 'own_message' }]);
  });

  it('should be made again on the other branch, if a rollback undoes it', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, UPDATE);
    const ours = await on.accept(COMMIT);
    await on.current([first, ours]);
    const theirs = on.other.commit(first.next);
    await on.current([first, theirs]);
    expect(on.state).toBe(theirs.event.carries);
    expect(made(on)[1]).toStrictEqual(['@d:a/1#2', 1, theirs.event.carries, 'direct']);
    await on.current([theirs, await on.accept(COMMIT)]);
    expect(satisfied(on)).toStrictEqual([
      [1, '@d:a/1#1'],
      [1, '@d:a/1#2'],
    ]);
  });

  it('should be applied from its own state after all, if its branch wins later', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, UPDATE);
    const ours = await on.accept(COMMIT);
    const theirs = on.other.commit(first.next);
    await on.current([first, theirs]);
    await on.current([first, ours]);
    expect(on.state).toBe('@d:a/1#1');
    expect(satisfied(on)).toStrictEqual([[1, '@d:a/1#1']]);
    await on.pass(5000);
    expect(made(on)).toHaveLength(2);
  });

  it('should not be made while the device is off the branch, but once it is back', async () => {
    const { on, first } = await DeviceBench.joined();
    const ours = on.other.commit(first.next);
    await on.current([first, ours]);
    await on.pass(600);
    await on.current([first, on.other.commit(first.next)]);
    await want(on, UPDATE);
    expect(made(on)).toStrictEqual([]);
    await on.current([first, ours]);
    expect(made(on)).toStrictEqual([['@d:a/1#1', 1, ours.event.carries, 'direct']]);
  });
});

describe('changing the servers', () => {
  it('should take who is off the list off can_propose too, which auth rule 9.10 asks for', async () => {
    const { on } = await DeviceBench.joined();
    await want(on, { kind: 'servers', servers: ['a', 'c'].map(serverName) });
    expect(said(on)).toMatchObject({ federation: { powers: ['a', 'b'], servers: ['a', 'c'], canPropose: ['a'] } });
  });
});

describe('other changes', () => {
  it('should remove devices, though none that is no member', async () => {
    const { on } = await DeviceBench.joined();
    await want(on, { kind: 'remove', devices: [NEW] });
    await want(on, { kind: 'remove', devices: [on.other.device] });
    expect(satisfied(on)).toStrictEqual([[1, undefined]]);
    expect(on.factsOf('commit_created')).toMatchObject([{ intent: 2, roster: [on.id] }]);
  });

  it.each([
    { change: { kind: 'powers', servers: ['a', 'c'].map(serverName) }, lists: { powers: ['a', 'c'] } },
    { change: { kind: 'servers', servers: ['a', 'b'].map(serverName) }, lists: { servers: ['a', 'b'] } },
    { change: { kind: 'can_propose', servers: [] }, lists: { canPropose: [] } },
  ] as const)('should say a new list of $change.kind and leave the rest', async ({ change, lists }) => {
    const { on } = await DeviceBench.joined();
    await want(on, change);
    expect(said(on)).toMatchObject({ federation: { ...DATA.federation, ...lists } });
  });

  it('should set encrypted state and keep what else there is', async () => {
    const { on, first } = await DeviceBench.joined();
    const topic = (text: string): Change => ({ kind: 'state', state: { 'm.room.topic': { '': { topic: text } } } });
    const state = { 'm.room.name': { '': { name: 'Dinner' } } };
    const named = on.other.commit(first.next, { encryptedState: state });
    await on.current([first, named]);
    await want(on, topic('food'));
    await on.current([named, await on.accept(COMMIT)]);
    expect(on.device.states.current?.group.encryptedState).toStrictEqual({ ...state, 'm.room.topic': { '': { topic: 'food' } } });
  });

  it('should pick the first candidate that is not in the group, or is, the device itself apart', async () => {
    const { on } = await DeviceBench.joined();
    const candidates = [on.id, on.other.device, NEW];
    await on.command({ kind: 'change_first', change: 'remove', candidates: [on.id, NEW] });
    expect(on.facts).toStrictEqual([]);
    await on.command({ kind: 'change_first', change: 'add', candidates });
    expect(on.asked.map(({ body }) => body)).toStrictEqual([{ kind: 'claim_keys', devices: [NEW] }]);
    await on.command({ kind: 'change_first', change: 'remove', candidates });
    expect(on.factsOf('commit_created')).toMatchObject([{ change: 'remove', roster: [on.id] }]);
  });
});

describe('making a room', () => {
  it('should create it, add its members with the first commit, and be in the state that this leads to', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    const { powers, servers, canPropose } = DATA.federation;
    const lists = { powers: powers.map(serverName), servers: servers.map(serverName), canPropose: canPropose.map(serverName) };
    const plan = { id: ROOM, algorithm: 'm.mls.v1.X', ...lists, security: { windowSeconds: 600 }, members: [NEW] };
    await on.command({ kind: 'create_room', plan });
    expect(on.requests).toMatchObject([
      { kind: 'create_room', room: ROOM, encryptionAlgorithm: 'm.mls.v1.X' },
      { kind: 'query_keys', users: ['@new:c'] },
      { kind: 'claim_keys' },
    ]);
    await giveKeyPackage(on, NEW);
    expect(said(on)).toStrictEqual(DATA);
    const event = await on.accept(COMMIT);
    await on.current([event]);
    expect(on.state).toBe('@d:a/1#1');
    expect(on.factsOf('state_entered').map(({ via, epoch }) => [via, epoch])).toStrictEqual([
      ['creation', 0],
      ['commit', 1],
    ]);
    expect(on.requests.filter(({ kind }) => kind === 'invite')).toHaveLength(1);
  });
});
