import { describe, expect, it } from 'vitest';
import type { ClientReply } from '../../src/api/client-server.js';
import { deviceId, keyPackageLabel, mlsLabel, serverName, userId } from '../../src/names.js';
import { ALGORITHM, ROOM } from '../room/room-dag.js';
import { Bench, deviceOf } from './bench-room.js';

const WELCOME = { type: 'm.mls.welcome', room: ROOM, welcome: 'AA', state: mlsLabel('@u:a/1#1') } as const;

/** A room of a and b, in which `c` is among the servers, or is not, and nobody of c has joined. */
function bench({ listed }: { readonly listed: boolean }): Bench {
  const lists = { powers: ['a'], servers: ['a', 'b', 'c'] };
  const on = new Bench(lists);
  for (const server of lists.servers) {
    on.ask(deviceOf(server), { kind: 'upload_keys', oneTime: [], fallback: undefined });
    on.give(server, { kind: 'message', from: deviceOf(server), message: { kind: 'sync', since: 0 } });
  }
  on.ask(deviceOf('a'), { kind: 'create_room', room: ROOM, encryptionAlgorithm: ALGORITHM });
  on.commit('a', 0, listed ? lists : { powers: ['a'], servers: ['a', 'b'] });
  on.inviteAndJoin('a', 'b');
  return on;
}

const join = { kind: 'join', room: ROOM, via: [serverName('a')] } as const;
const answersTo = (on: Bench, server: string): ClientReply[] =>
  // A device is answered with what clients are told.
  (on.told.get(deviceOf(server)) ?? []).flatMap((message) => (message.kind === 'answer' ? [message.body as ClientReply] : []));

describe('joining a room', () => {
  it('should get the whole room from the server that invited, and check every event of it', () => {
    const on = bench({ listed: true });
    on.commit('a', 1);
    on.message('b', 2);
    on.facts.length = 0;
    expect(on.inviteAndJoin('a', 'c')).toStrictEqual({ kind: 'done' });
    const held = [...on.room('a').graph.events()].map(({ event }) => event.label);
    expect(on.factsOf('event_received', 'c').map(({ event, outcome }) => [event, outcome])).toStrictEqual(
      held.map((label) => [label, 'accepted']),
    );
    expect(on.currentCommit('c')).toBe(on.currentCommit('a'));
  });

  it('should show who joins the room from its beginning on, only the last commit as the one that is current', () => {
    const on = bench({ listed: true });
    on.commit('a', 1);
    on.inviteAndJoin('a', 'c');
    on.commit('a', 2);
    const items = on.shownTo(deviceOf('c'));
    expect(items[0]).toStrictEqual({ kind: 'invite', room: ROOM, via: 'a' });
    const commits = items.flatMap((item) => (item.kind === 'current_commit' ? [item] : []));
    expect(commits.map(({ past }) => past)).toStrictEqual([true, false, false]);
    expect(commits.map(({ chain }) => chain.length)).toStrictEqual([1, 2, 2]);
    expect(items.filter(({ kind }) => kind === 'timeline')).toHaveLength(4);
    // And what everybody sees from then on.
    expect(on.shownTo(deviceOf('b')).at(-1)).toStrictEqual(items.at(-1));
  });

  it('should keep what reaches it while it joins, and take it in afterwards', () => {
    const on = bench({ listed: true });
    on.ask(deviceOf('a'), { kind: 'invite', room: ROOM, user: userId('@u:c') });
    on.tell(deviceOf('c'), join);
    const asked = on.takeOut('c', 'a');
    // a does not hear of it before it hands the room over.
    on.cut.add('b>a');
    on.message('b', 1);
    const during = on.tip('b');
    expect(on.holdsRoom('c')).toBe(false);
    for (const letter of asked) on.handOver(letter);
    on.settle();
    expect(on.tip('c')).toBe(during);
    expect(answersTo(on, 'c').at(-1)).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('event_received', 'c').filter(({ event }) => event === during.label)).toHaveLength(1);
  });

  it('should join again if the server crashed while joining', () => {
    const on = bench({ listed: true });
    on.ask(deviceOf('a'), { kind: 'invite', room: ROOM, user: userId('@u:c') });
    on.tell(deviceOf('c'), join);
    on.takeOut('c', 'a');
    on.restart('c');
    on.settle();
    expect(on.holdsRoom('c')).toBe(false);
    expect(on.ask(deviceOf('c'), join)).toStrictEqual({ kind: 'done' });
    expect(on.currentCommit('c')).toBe(on.currentCommit('a'));
  });

  it('should be refused without an invite', () => {
    const on = bench({ listed: true });
    expect(on.ask(deviceOf('c'), join)).toMatchObject({ kind: 'refused', rule: 'membership' });
    expect(on.holdsRoom('c')).toBe(false);
  });

  it('should be refused to a server that the current commit does not list', () => {
    const on = bench({ listed: false });
    expect(on.inviteAndJoin('a', 'c')).toMatchObject({ kind: 'refused', rule: '6' });
    expect(on.holdsRoom('c')).toBe(false);
    on.commit('a', 1, { powers: ['a'], servers: ['a', 'b', 'c'] });
    expect(on.ask(deviceOf('c'), join)).toStrictEqual({ kind: 'done' });
  });

  it('should get the room from the next of the servers that the client names (if the one that invited has left)', () => {
    const on = bench({ listed: true });
    on.ask(deviceOf('b'), { kind: 'invite', room: ROOM, user: userId('@u:c') });
    on.ask(deviceOf('b'), { kind: 'leave', room: ROOM, transaction: 't1' });
    expect(on.ask(deviceOf('c'), { ...join, via: [serverName('b'), serverName('a')] })).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('membership_refused', 'c')).toMatchObject([{ action: 'join', rule: 'membership', why: `b is not in ${ROOM}` }]);
    expect(on.factsOf('room_fetched', 'c').map(({ from, events }) => [from, events])).toStrictEqual([['a', 2]]);
    expect(on.currentCommit('c')).toBe(on.currentCommit('a'));
  });

  it('should be refused (if each of those servers refuses), and keep nothing that came meanwhile', () => {
    const on = bench({ listed: false });
    on.ask(deviceOf('b'), { kind: 'invite', room: ROOM, user: userId('@u:c') });
    on.ask(deviceOf('b'), { kind: 'leave', room: ROOM, transaction: 't1' });
    expect(on.ask(deviceOf('c'), { ...join, via: [serverName('b'), serverName('a')] })).toMatchObject({ kind: 'refused', rule: '6' });
    expect(on.factsOf('membership_refused', 'c').map(({ rule }) => rule)).toStrictEqual(['membership', '6']);
    expect(on.holdsRoom('c')).toBe(false);
    on.commit('a', 1, { powers: ['a'], servers: ['a', 'b', 'c'] });
    expect(on.factsOf('event_ignored', 'c')).toHaveLength(1);
  });

  it('should not hand the server the room a second time, if another of its users joins', () => {
    const on = bench({ listed: true });
    on.ask(deviceOf('a'), { kind: 'invite', room: ROOM, user: userId('@u:c') });
    expect(on.ask(deviceOf('c'), join)).toStrictEqual({ kind: 'done' });
    expect(on.ask(deviceOf('c'), join)).toStrictEqual({ kind: 'done' });
    const pushed = on.shownTo(deviceOf('c'));
    expect(pushed.filter(({ kind }) => kind === 'timeline')).toHaveLength(2);
  });

  it('should ignore events of a room that the server does not take part in (H25)', () => {
    const on = bench({ listed: true });
    on.message('b', 1);
    expect(on.holdsRoom('c')).toBe(false);
    expect(on.factsOf('event_received', 'c')).toStrictEqual([]);
  });
});

describe('to-device messages', () => {
  const send = { kind: 'send_to_device', to: deviceOf('b'), message: WELCOME, transaction: 't1' } as const;
  const welcomes = (on: Bench, server: string) => on.shownTo(deviceOf(server)).filter(({ kind }) => kind === 'to_device');

  it('should reach the device once, if the sender asks twice and the transaction comes twice', () => {
    const on = bench({ listed: true });
    on.tell(deviceOf('a'), send);
    on.tell(deviceOf('a'), send);
    const letters = on.takeOut('a', 'b');
    expect(letters).toHaveLength(1);
    for (const letter of [...letters, ...letters]) on.handOver(letter);
    on.settle();
    expect(welcomes(on, 'b')).toStrictEqual([{ kind: 'to_device', from: deviceOf('a'), message: WELCOME }]);
  });

  it('should be refused by the sender’s own server (if they have more than 65,536 bytes, and setting up is over)', () => {
    const on = bench({ listed: true });
    const envelope = `{"room_id":"${ROOM}","welcome":""}`.length;
    const sized = (bytes: number, transaction: string) => {
      const message = { ...WELCOME, welcome: 'A'.repeat(bytes - envelope) };
      return on.ask(deviceOf('a'), { ...send, message, transaction });
    };
    expect(sized(65_537, 'before')).toStrictEqual({ kind: 'done' });
    on.give('a', { kind: 'command', command: { kind: 'begin' } });
    expect(sized(65_536, 't1')).toStrictEqual({ kind: 'done' });
    expect(sized(65_537, 't2')).toMatchObject({ kind: 'refused', rule: 'limits' });
    expect(on.factsOf('to_device_refused', 'a')).toMatchObject([{ to: deviceOf('b'), size: 65_537 }]);
    expect(welcomes(on, 'b')).toHaveLength(2);
  });

  it('should wait for a server that cannot be reached', () => {
    const on = bench({ listed: true });
    on.cut.add('a>b');
    on.ask(deviceOf('a'), send);
    on.pass(10);
    expect(welcomes(on, 'b')).toHaveLength(0);
    on.cut.clear();
    on.pass(1);
    expect(welcomes(on, 'b')).toHaveLength(1);
  });

  it('should reach a device of the same server, and nobody if there is no such device', () => {
    const on = bench({ listed: true });
    on.ask(deviceOf('b'), send);
    on.ask(deviceOf('b'), { ...send, to: deviceId('@u:b/2'), transaction: 't2' });
    expect(welcomes(on, 'b')).toHaveLength(1);
  });
});

describe('claiming key packages', () => {
  const keyPackage = (keyId: string) => ({ keyId, keyPackage: `bytes of ${keyId}`, label: keyPackageLabel(deviceOf('x'), 1) });

  it('should ask every server for its devices and answer in the order asked for, without those that have none', () => {
    const on = bench({ listed: true });
    for (const server of ['a', 'b']) on.ask(deviceOf(server), { kind: 'upload_keys', oneTime: [keyPackage(server)], fallback: undefined });
    const devices = ['c', 'b', 'a'].map(deviceOf);
    const claim = () => on.ask(deviceOf('a'), { kind: 'claim_keys', devices });
    expect(claim()).toStrictEqual({
      kind: 'claimed_keys',
      keyPackages: [
        { device: deviceOf('b'), ...keyPackage('b') },
        { device: deviceOf('a'), ...keyPackage('a') },
      ],
    });
    expect(claim()).toStrictEqual({ kind: 'claimed_keys', keyPackages: [] });
  });

  it('should wait for a server that cannot be reached', () => {
    const on = bench({ listed: true });
    on.ask(deviceOf('b'), { kind: 'upload_keys', oneTime: [], fallback: keyPackage('last') });
    const before = answersTo(on, 'a').length;
    on.cut.add('b>a');
    on.ask(deviceOf('a'), { kind: 'claim_keys', devices: [deviceOf('b')] });
    on.pass(5);
    expect(answersTo(on, 'a')).toHaveLength(before);
    on.cut.clear();
    on.pass(1);
    expect(answersTo(on, 'a').slice(before)).toMatchObject([{ kind: 'claimed_keys', keyPackages: [{ keyId: 'last' }] }]);
  });
});
