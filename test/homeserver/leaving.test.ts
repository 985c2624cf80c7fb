import { describe, expect, it } from 'vitest';
import { deviceId, serverName, userId } from '../../src/names.js';
import { ALGORITHM, mlsMessage, ROOM } from '../room/room-dag.js';
import { Bench, deviceOf } from './bench-room.js';

const LISTS = { powers: ['a', 'b'], servers: ['a', 'b', 'c'] };
const leave = { kind: 'leave', room: ROOM, transaction: 't1' } as const;
const join = (via: string) => ({ kind: 'join', room: ROOM, via: [serverName(via)] }) as const;
const invite = (user: string) => ({ kind: 'invite', room: ROOM, user: userId(user) }) as const;
const kindsShown = (on: Bench, server: string, after: number) =>
  on
    .shownTo(deviceOf(server))
    .slice(after)
    .map(({ kind }) => kind);

/** A second user of c, in the room with the first. */
function withSecondUser(): { readonly on: Bench; readonly second: ReturnType<typeof deviceId> } {
  const on = Bench.withRoom(LISTS);
  const second = deviceId('@v:c/1');
  on.ask(second, { kind: 'upload_keys', oneTime: [], fallback: undefined });
  on.ask(deviceOf('a'), invite('@v:c'));
  on.ask(second, join('a'));
  on.facts.length = 0;
  return { on, second };
}

describe('leaving a room', () => {
  it('should end what the user is shown, and what it may send, and nobody else’s', () => {
    const { on, second } = withSecondUser();
    const before = on.shownTo(deviceOf('c')).length;
    expect(on.ask(deviceOf('c'), leave)).toStrictEqual({ kind: 'done' });
    on.message('a', 1);
    expect(kindsShown(on, 'c', before)).toStrictEqual(['left']);
    expect(on.message('c', 1)).toMatchObject({ kind: 'refused', rule: 'membership' });
    expect(on.factsOf('event_refused', 'c')).toMatchObject([{ type: 'm.room.encrypted', rule: 'membership' }]);
    expect(on.factsOf('user_left')).toStrictEqual([{ kind: 'user_left', user: '@u:c', declined: false }]);
    // The other one's server goes on taking part.
    expect(on.factsOf('participation_ended')).toStrictEqual([]);
    expect(on.tip('c')).toBe(on.tip('a'));
    const text = mlsMessage({ epoch: 1, contentType: 'application', body: 'of the other one' });
    expect(on.ask(second, on.sendRequest('c', 'm.room.encrypted', text))).toStrictEqual({ kind: 'done' });
  });

  it('should be done once, though the client asks again, and be refused to who is neither in the room nor invited', () => {
    const { on } = withSecondUser();
    for (const _ of 'ab') expect(on.ask(deviceOf('c'), leave)).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('user_left')).toHaveLength(1);
    for (const device of [deviceId('@w:c/1'), deviceOf('c')])
      expect(on.ask(device, { ...leave, transaction: 't2' })).toMatchObject({ kind: 'refused', rule: 'membership' });
    expect(on.factsOf('membership_refused', 'c').map(({ user, action, rule }) => [user, action, rule])).toStrictEqual([
      ['@w:c', 'leave', 'membership'],
      ['@u:c', 'leave', 'membership'],
    ]);
  });

  it('should need another invite to come back, which shows what came meanwhile as past, and nothing twice', () => {
    const { on } = withSecondUser();
    const before = on.shownTo(deviceOf('c')).length;
    on.ask(deviceOf('c'), leave);
    on.message('a', 1);
    on.commit('a', 1);
    expect(on.ask(deviceOf('c'), join('a'))).toMatchObject({ kind: 'refused', rule: 'membership' });
    expect(on.inviteAndJoin('a', 'c')).toStrictEqual({ kind: 'done' });
    on.message('a', 2);
    const shown = on.shownTo(deviceOf('c')).slice(before);
    expect(shown.map(({ kind }) => kind)).toStrictEqual(['left', 'invite', 'timeline', 'timeline', 'current_commit', 'timeline']);
    expect(shown.flatMap((item) => ('past' in item ? [item.past] : []))).toStrictEqual([true, true, false, false]);
  });

  it('should turn down an invitation', () => {
    const on = Bench.withRoom(LISTS);
    const other = deviceId('@v:b/1');
    on.ask(other, { kind: 'upload_keys', oneTime: [], fallback: undefined });
    on.ask(deviceOf('a'), invite('@v:b'));
    expect(on.ask(other, leave)).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('user_left', 'b')).toMatchObject([{ user: '@v:b', declined: true }]);
    expect(on.ask(other, join('a'))).toMatchObject({ kind: 'refused', rule: 'membership' });
  });
});

describe('the last user of a server', () => {
  it('should take the server out of the room: it ignores what it is sent, which goes on until a commit no longer lists it', () => {
    const on = Bench.withRoom(LISTS);
    on.ask(deviceOf('c'), leave);
    expect(on.factsOf('participation_ended', 'c')).toHaveLength(1);
    expect(on.holdsRoom('c')).toBe(false);
    on.message('a', 1);
    const unlisted = { powers: ['a', 'b'], servers: ['a', 'b'] };
    on.commit('a', 1, unlisted);
    const sent = on.factsOf('event_created', 'a').map(({ event }) => event);
    on.message('a', 2);
    // The commit that takes it off the list is the last that it is sent (H25).
    expect(on.factsOf('event_ignored', 'c').map(({ event }) => event)).toStrictEqual(sent);
    expect(on.factsOf('event_received', 'c')).toStrictEqual([]);
  });

  it('should have the server come back with everything that it missed, if the user is invited again', () => {
    const on = Bench.withRoom(LISTS);
    const before = on.shownTo(deviceOf('c')).length;
    on.ask(deviceOf('c'), leave);
    on.message('a', 1);
    on.commit('a', 1);
    const missed = on.factsOf('event_created', 'a').map(({ event }) => event);
    expect(on.inviteAndJoin('b', 'c')).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('participation_began', 'c')).toHaveLength(1);
    expect(on.factsOf('event_received', 'c').map(({ event }) => event)).toStrictEqual(missed);
    expect(on.tip('c')).toBe(on.tip('a'));
    expect(kindsShown(on, 'c', before)).toStrictEqual(['left', 'invite', 'timeline', 'timeline', 'current_commit']);
  });

  it('should stop a power from converting, and let it begin again when it comes back in time', () => {
    const on = Bench.withRoom(LISTS);
    on.cut.add('c>a');
    on.pending('c', 1);
    on.ask(deviceOf('b'), leave);
    on.pass(320);
    expect(on.factsOf('pending_converted')).toStrictEqual([]);
    on.cut.add('a>b').add('b>a');
    expect(on.inviteAndJoin('c', 'b')).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('pending_converted', 'b')).toMatchObject([{ power_index: 1 }]);
  });

  it('should stay out of the room through a crash', () => {
    const on = Bench.withRoom(LISTS);
    on.ask(deviceOf('c'), leave);
    on.restart('c');
    on.message('a', 1);
    expect(on.holdsRoom('c')).toBe(false);
  });
});

describe('inviting', () => {
  it('should be refused of who is in the room, by the server that knows', () => {
    const on = Bench.withRoom(LISTS);
    expect(on.ask(deviceOf('a'), invite('@u:b'))).toMatchObject({ kind: 'refused', rule: 'membership' });
    expect(on.ask(deviceOf('a'), invite('@u:a'))).toMatchObject({ kind: 'refused', rule: 'membership' });
    const refused = [...on.factsOf('membership_refused', 'b'), ...on.factsOf('membership_refused', 'a')];
    expect(refused).toMatchObject([
      { user: '@u:b', action: 'invite' },
      { user: '@u:a', action: 'invite' },
    ]);
  });

  it('should be refused to who is not in the room, before anybody else hears of it', () => {
    const on = Bench.withRoom(LISTS);
    on.ask(deviceOf('c'), leave);
    expect(on.ask(deviceOf('c'), invite('@v:b'))).toMatchObject({ kind: 'refused', rule: 'membership' });
    expect(on.factsOf('membership_refused', 'c')).toMatchObject([{ user: '@v:b', action: 'invite' }]);
    expect(on.factsOf('user_invited')).toStrictEqual([]);
  });
});

describe('joining', () => {
  it('should be refused, with the rule, where the server that invited will not hand over the room', () => {
    const on = new Bench(LISTS);
    for (const server of ['a', 'c']) on.ask(deviceOf(server), { kind: 'upload_keys', oneTime: [], fallback: undefined });
    on.ask(deviceOf('a'), { kind: 'create_room', room: ROOM, encryptionAlgorithm: ALGORITHM });
    on.commit('a', 0, { powers: ['a'], servers: ['a', 'b'] });
    expect(on.inviteAndJoin('a', 'c')).toMatchObject({ kind: 'refused', rule: '6' });
    expect(on.factsOf('membership_refused', 'c')).toMatchObject([{ user: '@u:c', action: 'join', rule: '6' }]);
    expect(on.factsOf('user_joined', 'c')).toStrictEqual([]);
  });
});
