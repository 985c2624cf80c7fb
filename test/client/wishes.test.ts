import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/client/intents.js';
import { deviceId } from '../../src/names.js';
import { ROOM } from '../room/room-dag.js';
import { claimedOf, DATA, DeviceBench } from './device-bench.js';

const COMMIT = 'm.mls.commit';
const UPDATE: Change = { kind: 'update' };
const ADD: Change = { kind: 'add', devices: [deviceId('@new:c/1')] };

const want = (on: DeviceBench, change: Change) => on.command({ kind: 'change', change });
const made = (on: DeviceBench) => on.factsOf('commit_created');
const satisfied = (on: DeviceBench) => on.factsOf('change_satisfied').map(({ intent, commit }) => [intent, commit]);
const giveKeyPackage = async (on: DeviceBench, device: string) => {
  const claim = on.asked.find(({ body }) => body.kind === 'claim_keys');
  if (claim === undefined) throw new Error('the device wants no key packages');
  await on.answer(claim, { kind: 'claimed_keys', keyPackages: [await claimedOf(on.mls, deviceId(device))] });
};

describe('a wish', () => {
  it('should take who is on the roster already out and add it again, as it must have left, but not the device itself', async () => {
    const { on } = await DeviceBench.joined();
    await want(on, { kind: 'add', devices: [on.other.device, on.id] });
    expect(satisfied(on)).toStrictEqual([[1, undefined]]);
    await want(on, { kind: 'add', devices: [on.other.device] });
    await giveKeyPackage(on, on.other.device);
    expect(on.factsOf('commit_created')).toMatchObject([{ intent: 2, change: 'readd', added: [on.other.device] }]);
    expect(on.factsOf('commit_created')[0]?.roster).toHaveLength(2);
  });

  it('should be impossible to who is outside the group, for whatever it wants of it', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await want(on, UPDATE);
    expect(on.facts).toMatchObject([{ kind: 'change_intended' }, { kind: 'change_impossible', intent: 1, rule: 'not_a_member' }]);
  });

  it('should be wanted no more once the user has left, be it waiting, tried, or in want of key packages that come later', async () => {
    for (const tried of [UPDATE, ADD]) {
      const { on } = await DeviceBench.joined();
      await want(on, tried);
      await want(on, { kind: 'add', devices: [deviceId('@else:c/1')] });
      await on.show({ kind: 'left', room: ROOM });
      expect(on.factsOf('change_impossible').map(({ intent, rule }) => [intent, rule])).toStrictEqual([
        [1, 'not_a_member'],
        [2, 'not_a_member'],
      ]);
      const claim = on.asked.find(({ body }) => body.kind === 'claim_keys');
      if (claim !== undefined) await on.answer(claim, { kind: 'claimed_keys', keyPackages: [] });
      if (tried === UPDATE) await on.refuse(COMMIT, '9.3');
      expect(on.factsOf('change_impossible')).toHaveLength(2);
      // It is no wish of who comes back.
      const before = made(on).length;
      const first = on.other.commit(on.other.createGroup(), { add: [on.id] }, DATA);
      await on.show(first.welcome);
      await on.current([first]);
      expect(on.state).toBe(first.event.carries);
      expect(made(on)).toHaveLength(before);
    }
  });
});
