/** How long what a device makes for others is good for, and when it is forgotten (RFC 9420 §7.2). */
import { describe, expect, it } from 'vitest';
import { lifetimeFrom } from '../../src/client/key-package-lifetime.js';
import { localInstant, plus, seconds } from '../../src/kernel/time.js';
import { deviceId, serverName } from '../../src/names.js';
import { ALGORITHM, ROOM } from '../room/room-dag.js';
import { DeviceBench } from './device-bench.js';

const DAY = 24 * 60 * 60;
const START = localInstant(0);

describe('a device', () => {
  it('should renew its key packages after 45 days, and each time forget those that ended more than a day before', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await on.command({ kind: 'start' });
    await on.pass(3 * 45 * DAY);
    const ended = [0, 45, 90, 135].map((days) => lifetimeFrom(plus(START, seconds((days - 90) * DAY))).notAfter - DAY);
    expect(on.client.forgotten).toEqual(ended);
    expect(on.requests.filter(({ kind }) => kind === 'upload_keys')).toHaveLength(4);
  });

  it('should found a group with a leaf that lives as long as a key package', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    const a = [serverName('a')];
    const plan = { id: ROOM, algorithm: ALGORITHM, powers: a, servers: a, canPropose: a, security: {}, members: [] };
    await on.command({ kind: 'create_room', plan });
    expect(on.client.founded).toEqual(lifetimeFrom(START));
  });
});
