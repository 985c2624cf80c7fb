import { describe, expect, it } from 'vitest';
import type { VouchedKeyPackage } from '../../src/client/claimed-keys.js';
import type { Change } from '../../src/client/intents.js';
import { deviceId } from '../../src/names.js';
import { ROOM } from '../room/room-dag.js';
import { giveKeyPackage, made, NEW, said, satisfied, want } from './changing.js';
import { claimedOf, DATA, DeviceBench } from './device-bench.js';

const COMMIT = 'm.mls.commit';
const UPDATE: Change = { kind: 'update' };
const ADD: Change = { kind: 'add', devices: [NEW] };

describe('adding devices', () => {
  it('should query device keys, claim key packages, list the server, and send Welcome and invite once the commit is accepted', async () => {
    const { on, first } = await DeviceBench.joined({ data: { ...DATA, federation: { ...DATA.federation, servers: ['a', 'b'] } } });
    await want(on, ADD);
    expect(on.requests.slice(-2)).toStrictEqual([
      { kind: 'query_keys', users: ['@new:c'] },
      { kind: 'claim_keys', devices: [NEW] },
    ]);
    await giveKeyPackage(on, NEW);
    expect(said(on)).toMatchObject({ federation: { servers: ['a', 'b', 'c'] } });
    expect(on.factsOf('commit_created')).toMatchObject([
      { roster: ['@other:a/1', '@d:a/1', NEW], key_packages: [`${NEW}+1`], change: 'add' },
    ]);
    const told = () => on.requests.filter(({ kind }) => kind === 'send_to_device' || kind === 'invite');
    const event = await on.accept(COMMIT);
    expect(told()).toStrictEqual([]);
    await on.current([first, event]);
    expect(told()).toMatchObject([
      { kind: 'send_to_device', to: NEW, message: { type: 'm.mls.welcome', state: '@d:a/1#1' } },
      { kind: 'invite', room: ROOM, user: '@new:c' },
    ]);
  });

  it('should claim new key packages for every try', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, ADD);
    await giveKeyPackage(on, NEW);
    await on.accept(COMMIT);
    await on.current([first, on.other.commit(first.next)]);
    expect(made(on)).toHaveLength(1);
    await giveKeyPackage(on, NEW);
    expect(made(on)).toHaveLength(2);
  });

  it('should let other wishes go on while key packages are on their way', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, ADD);
    await want(on, UPDATE);
    await on.current([first, await on.accept(COMMIT)]);
    expect(satisfied(on)).toStrictEqual([[2, '@d:a/1#1']]);
    await giveKeyPackage(on, NEW);
    expect(made(on)[1]).toStrictEqual(['@d:a/1#2', 1, '@d:a/1#1', 'direct']);
  });

  it('should be impossible without a key package', async () => {
    const { on } = await DeviceBench.joined();
    await want(on, ADD);
    await giveKeyPackage(on);
    expect(on.factsOf('change_impossible')).toMatchObject([{ intent: 1, why: `${NEW} has no key package` }]);
    expect(on.asked).toStrictEqual([]);
  });

  it('should be satisfied by somebody else’s commit that came first', async () => {
    const { on, first } = await DeviceBench.joined();
    await want(on, ADD);
    await giveKeyPackage(on, NEW);
    await on.current([first, on.other.commit(first.next, { add: [NEW] })]);
    expect(satisfied(on)).toStrictEqual([[1, undefined]]);
    expect(made(on)).toHaveLength(1);
  });
});

describe('key packages of no use', () => {
  it('should be claimed anew for their own devices only', async () => {
    const { on } = await DeviceBench.joined();
    const devices = ['@new:c/1', '@newer:c/1', '@newest:c/1'].map(deviceId);
    await want(on, { kind: 'add', devices });
    const claimed = await Promise.all(devices.map((device) => claimedOf(on.mls, device)));
    const give = async (keyPackages: readonly VouchedKeyPackage[]) => {
      const claim = on.asked.find(({ body }) => body.kind === 'claim_keys');
      if (claim === undefined) throw new Error('the device wants no key packages');
      await on.answer(claim, { kind: 'claimed_keys', keyPackages });
    };
    await give(claimed.map((each, at) => (at === 1 ? { ...each, keyId: 'wrong' } : each)));
    expect(on.asked.map(({ body }) => body)).toEqual([{ kind: 'claim_keys', devices: [devices[1]] }]);
    await give(claimed.slice(1, 2));
    expect(on.factsOf('commit_created')).toMatchObject([{ key_packages: expect.arrayContaining(claimed.map(({ label }) => label)) }]);
  });

  it('should be claimed anew, but not for ever, nor the last resort twice', async () => {
    const { on } = await DeviceBench.joined();
    const useless = async (keyId: string) => ({ ...(await claimedOf(on.mls, NEW)), keyId });
    const give = async (keyId: string) => {
      const claim = on.asked.find(({ body }) => body.kind === 'claim_keys');
      if (claim === undefined) throw new Error('the device wants no key packages');
      await on.answer(claim, { kind: 'claimed_keys', keyPackages: [await useless(keyId)] });
    };
    await want(on, ADD);
    await give('one-time');
    await give('last resort');
    expect(on.factsOf('change_impossible')).toHaveLength(0);
    await give('last resort');
    expect(on.factsOf('change_impossible')).toMatchObject([{ why: '@new:c/1: its key package stands under the id of another' }]);
    expect(on.hasToSend(COMMIT)).toBe(false);

    await want(on, ADD);
    for (const keyId of ['1', '2', '3', '4']) await give(keyId);
    expect(on.factsOf('change_impossible')).toHaveLength(2);

    await want(on, ADD);
    await give('another');
    await giveKeyPackage(on, NEW);
    expect(on.hasToSend(COMMIT)).toBe(true);
  });
});
