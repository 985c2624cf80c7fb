/** Asking for device keys, and telling of them unasked (MSC4256, figure "Invite flow"; Matrix server-server API, "Device Management"). */
import { describe, expect, it } from 'vitest';
import { type DeviceId, deviceId, keyPackageLabel, serverName, userOfDevice } from '../../src/names.js';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { ALGORITHM, ROOM } from '../room/room-dag.js';
import { Bench, deviceOf } from './bench-room.js';

const LISTS = { powers: ['a'], servers: ['a', 'b', 'c'] };
const ANNOUNCED = { ...BASELINE, device_lists: 'announced' } as const;
const userOf = (server: string) => userOfDevice(deviceOf(server));

const uploadIdentity = (on: Bench, device: DeviceId, id = '1') => {
  const deviceKeys = { user_id: userOfDevice(device), device_id: id, algorithms: [], keys: {}, signatures: {} };
  on.ask(device, { kind: 'upload_keys', oneTime: [], fallback: undefined, deviceKeys });
  return deviceKeys;
};

/** What the device is told of users, by their device ids. */
const query = (on: Bench, device: DeviceId, ...servers: readonly string[]) => {
  const reply = on.ask(device, { kind: 'query_keys', users: servers.map(userOf) });
  return reply?.kind === 'queried_keys' ? reply.lists.map(({ user, devices }) => [user, ...devices.map((each) => each.device)]) : reply;
};
const asked = (on: Bench, name: string) => on.factsOf('keys_queried', name).map(({ by, from, users }) => [by ?? from, ...users]);
const sent = (on: Bench) =>
  on.facts.flatMap(({ node, fact }) => (fact.kind === 'device_list_sent' ? [`${node} ${fact.user} ${fact.to}`] : []));

describe('a query of device keys', () => {
  it('should be answered for its own users by the server itself, for others by theirs, in the order asked for', () => {
    const on = Bench.withRoom(LISTS);
    for (const server of LISTS.servers) uploadIdentity(on, deviceOf(server));
    expect(query(on, deviceOf('a'), 'c', 'a', 'b')).toEqual(['c', 'a', 'b'].map((server) => [userOf(server), deviceOf(server)]));
    expect(asked(on, 'a')).toEqual([[deviceOf('a'), userOf('c'), userOf('a'), userOf('b')]]);
    expect(asked(on, 'b')).toEqual([['a', userOf('b')]]);
    expect(asked(on, 'c')).toEqual([['a', userOf('c')]]);
  });

  it('should wait for a server that cannot be reached', () => {
    const on = Bench.withRoom(LISTS);
    uploadIdentity(on, deviceOf('b'));
    on.cut.add('b>a');
    expect(query(on, deviceOf('a'), 'b')).toBeUndefined();
    on.cut.clear();
    on.pass(1);
    expect(on.told.get(deviceOf('a'))?.at(-1)).toMatchObject({ body: { kind: 'queried_keys', lists: [{ user: userOf('b') }] } });
  });
});

describe('a list of devices', () => {
  it('should be told to nobody unasked, unless the reading says so (H48)', () => {
    const on = Bench.withRoom(LISTS);
    uploadIdentity(on, deviceOf('b'));
    expect(sent(on)).toEqual([]);
  });

  it('should be told to the other servers of the room when it changes, and once', () => {
    const on = Bench.withRoom(LISTS, ANNOUNCED);
    uploadIdentity(on, deviceOf('b'));
    expect(sent(on)).toEqual([`b ${userOf('b')} a`, `b ${userOf('b')} c`]);
    on.commit('a', 1);
    expect(sent(on)).toHaveLength(2);
    expect(query(on, deviceOf('a'), 'b')).toEqual([[userOf('b'), deviceOf('b')]]);
    expect(asked(on, 'b')).toEqual([]);
    uploadIdentity(on, deviceId('@u:b/2'), '2');
    expect(query(on, deviceOf('a'), 'b')).toEqual([[userOf('b'), deviceOf('b'), '@u:b/2']]);
  });

  it('should be told when the user joins, and to a server that comes to be listed later', () => {
    const on = new Bench(LISTS, ANNOUNCED);
    for (const server of LISTS.servers) uploadIdentity(on, deviceOf(server));
    on.ask(deviceOf('a'), { kind: 'create_room', room: ROOM, encryptionAlgorithm: ALGORITHM });
    on.commit('a', 0, { powers: ['a'], servers: ['a', 'b'] });
    expect(sent(on)).toEqual([`a ${userOf('a')} b`]);
    on.inviteAndJoin('a', 'b');
    expect(sent(on).slice(1)).toEqual([`b ${userOf('b')} a`]);
    on.commit('a', 1, LISTS);
    expect(sent(on).slice(2).sort()).toEqual([`a ${userOf('a')} c`, `b ${userOf('b')} c`]);
  });

  it('should be asked for again once the servers share no room', () => {
    const on = Bench.withRoom(LISTS, ANNOUNCED);
    uploadIdentity(on, deviceOf('b'));
    on.commit('a', 1, { powers: ['a'], servers: ['a', 'c'] });
    query(on, deviceOf('a'), 'b');
    expect(asked(on, 'b')).toEqual([['a', userOf('b')]]);
  });

  it('should be believed of the users of who tells it only, and not where a later one came before', () => {
    const on = Bench.withRoom(LISTS, ANNOUNCED);
    const tell = (from: string, server: string, streamId: number, ids: readonly string[]) => {
      const devices = ids.map((id) => {
        const device = deviceId(`${userOf(server)}/${id}`);
        return { device, deviceKeys: { user_id: userOf(server), device_id: id, algorithms: [], keys: {}, signatures: {} } };
      });
      const edu = { type: 'm.device_list_update', list: { user: userOf(server), devices, userKeys: undefined }, streamId } as const;
      const body = { kind: 'transaction', pdus: [], edus: [edu] } as const;
      const exchange = `${from}>${streamId}`;
      on.give('a', { kind: 'message', from: serverName(from), message: { kind: 'request', exchange, thing: '', attempt: 1, body } });
    };
    tell('c', 'b', 5, ['false']);
    tell('b', 'b', 3, ['new']);
    tell('b', 'b', 2, ['old']);
    expect(on.factsOf('device_list_received', 'a')).toEqual([{ kind: 'device_list_received', user: userOf('b'), from: 'b' }]);
    expect(query(on, deviceOf('a'), 'b')).toEqual([[userOf('b'), '@u:b/new']]);
  });
});

describe('the key packages of a device', () => {
  it('should be listed to itself, with what lies there', () => {
    const on = Bench.withRoom(LISTS);
    const keyPackage = (number: number) => ({ keyId: `id ${number}`, keyPackage: '', label: keyPackageLabel(deviceOf('a'), number) });
    on.ask(deviceOf('a'), { kind: 'upload_keys', oneTime: [keyPackage(1), keyPackage(2)], fallback: keyPackage(3) });
    on.ask(deviceOf('b'), { kind: 'claim_keys', devices: [deviceOf('a')] });
    expect(on.ask(deviceOf('a'), { kind: 'list_keys' })).toEqual({ kind: 'listed_keys', oneTime: ['id 2'], fallback: ['id 3'] });
    expect(on.ask(deviceOf('b'), { kind: 'list_keys' })).toEqual({ kind: 'listed_keys', oneTime: [], fallback: [] });
    expect(on.factsOf('keys_listed', 'a')).toMatchObject([{ device: deviceOf('a'), one_time: ['@u:a/1+2'], last_resort: '@u:a/1+3' }]);
  });
});
