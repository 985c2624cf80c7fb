/** The key packages that a device keeps at its server, and how it finds out what is there (MSC4256, "Credentials & KeyPackages"). */
import { describe, expect, it } from 'vitest';
import type { SyncItem } from '../../src/api/client-server.js';
import { lifetimeFrom } from '../../src/client/key-package-lifetime.js';
import { localInstant, plus, seconds } from '../../src/kernel/time.js';
import { deviceId, serverName } from '../../src/names.js';
import { ALGORITHM, ROOM } from '../room/room-dag.js';
import { DeviceBench } from './device-bench.js';

const DAY = 24 * 60 * 60;
const START = localInstant(0);
const id = (number: number) => `${ALGORITHM}:@d:a/1 ${number}`;
const count = (oneTime: number, unusedFallback = true): SyncItem => ({ kind: 'key_count', oneTime, unusedFallback });

/** A device that has uploaded its key packages 1 and, as a last resort, 2; whether uploads are answered is the test's from there on. */
async function started() {
  const on = new DeviceBench(deviceId('@d:a/1'));
  await on.command({ kind: 'start' });
  on.answeredByTest.add('upload_keys');
  return on;
}

/** Each request about keys after the first upload: which key packages it uploads, the last resort behind a bar. */
const said = (on: DeviceBench): string[] =>
  on.requests.slice(1).map((body) => {
    if (body.kind !== 'upload_keys') return body.kind;
    const number = ({ keyId }: { readonly keyId: string }) => keyId.slice(keyId.lastIndexOf(' ') + 1);
    return `upload ${body.oneTime.map(number)}|${body.fallback === undefined ? '' : number(body.fallback)}`;
  });

const answer = async (on: DeviceBench, kind: 'upload_keys' | 'list_keys', oneTime: readonly string[] = [], fallback = [id(2)]) => {
  const asked = on.asked.find(({ body }) => body.kind === kind);
  if (asked === undefined) throw new Error(`the device asks for no ${kind}`);
  return on.answer(asked, kind === 'upload_keys' ? { kind: 'done' } : { kind: 'listed_keys', oneTime, fallback });
};

describe('key packages', () => {
  it('should be uploaded at the start, one and a last resort, and each replaced when it is given out', async () => {
    const on = await started();
    expect(on.requests).toMatchObject([
      {
        kind: 'upload_keys',
        oneTime: [{ keyId: id(1), label: '@d:a/1+1' }],
        fallback: { keyId: id(2), label: '@d:a/1+2' },
        deviceKeys: { device_id: '1' },
      },
    ]);
    await on.show(count(1));
    expect(said(on)).toEqual([]);
    await on.show(count(0));
    expect(said(on)).toEqual(['upload 3|']);
    await answer(on, 'upload_keys');
    await on.show(count(1, false));
    expect(said(on)).toEqual(['upload 3|', 'upload |4']);
  });

  it('should be renewed after half of their 90 days, also across a crash', async () => {
    const on = await started();
    await on.pass(40 * DAY);
    await on.crash(DAY);
    expect(said(on)).toEqual(['list_keys']);
    await answer(on, 'list_keys', [id(1)]);
    await on.pass(5 * DAY);
    expect(said(on)).toEqual(['list_keys', 'upload 3|4']);
    expect(on.requests.at(-1)).not.toHaveProperty('deviceKeys');
  });

  it('should be listed after a crash, and what is missing uploaded', async () => {
    const on = await started();
    const uploadedAfter = async (oneTime: readonly string[], fallback: string[]) => {
      await on.crash(60);
      const before = said(on).length;
      await answer(on, 'list_keys', oneTime, fallback);
      return said(on).slice(before);
    };
    expect(await uploadedAfter([id(1)], [id(2)])).toEqual([]);
    expect(await uploadedAfter([], [id(2)])).toEqual(['upload 3|']);
    await answer(on, 'upload_keys');
    // Of another life: the one that the device uploaded last is not there.
    expect(await uploadedAfter([id(3)], [id(9)])).toEqual(['upload |4']);
  });

  it('should be listed where a count came while an upload was under way, which it may count or not', async () => {
    const on = await started();
    await on.show(count(0));
    await on.show(count(0, false));
    expect(said(on)).toEqual(['upload 3|']);
    await answer(on, 'upload_keys');
    expect(said(on)).toEqual(['upload 3|', 'list_keys']);
    // A count that comes now may be newer than the list, so that is asked for again.
    await on.show(count(0, false));
    await answer(on, 'list_keys', [id(3)]);
    expect(said(on).slice(2)).toEqual(['list_keys']);
    await answer(on, 'list_keys', []);
    expect(said(on).slice(3)).toEqual(['upload 4|5']);
    await answer(on, 'upload_keys');
    expect(on.asked).toEqual([]);
  });

  it('should not be listed before an upload is answered that a crash came upon', async () => {
    const on = await started();
    await on.show(count(0));
    await on.crash(1);
    expect(said(on)).toEqual(['upload 3|', 'upload 3|']);
    await answer(on, 'upload_keys');
    expect(said(on).slice(2)).toEqual(['list_keys']);
  });

  it('should be forgotten a day after they ended, as others are uploaded', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await on.command({ kind: 'start' });
    await on.pass(3 * 45 * DAY);
    const ended = [0, 45, 90, 135].map((days) => lifetimeFrom(plus(START, seconds((days - 90) * DAY))).notAfter - DAY);
    expect(on.client.forgotten).toEqual(ended);
    expect(on.requests.filter(({ kind }) => kind === 'upload_keys')).toHaveLength(4);
  });
});

describe('the leaf of a founder', () => {
  it('should live as long as a key package', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    const a = [serverName('a')];
    const plan = { id: ROOM, algorithm: ALGORITHM, powers: a, servers: a, canPropose: a, security: {}, members: [] };
    await on.command({ kind: 'create_room', plan });
    expect(on.client.founded).toEqual(lifetimeFrom(START));
  });
});
