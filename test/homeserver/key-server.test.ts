import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/api/message.js';
import type { ActorFact } from '../../src/facts/index.js';
import { KeyServer } from '../../src/homeserver/key-server.js';
import { SyncStreams } from '../../src/homeserver/sync-streams.js';
import { localInstant } from '../../src/kernel/time.js';
import { type DeviceId, deviceId, keyPackageLabel, type NodeName, userId } from '../../src/names.js';
import { RecordingOutbox } from '../kernel/recording-outbox.js';

const DEVICE = deviceId('@u:a/1');

/** A key server, and what it says and shows. */
function bench() {
  const streams = new SyncStreams();
  const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
  const turn = { now: localInstant(0), outbox };
  const server = new KeyServer(streams);
  return { server, streams, outbox, turn, claim: (...devices: readonly DeviceId[]) => server.claim(turn, devices) };
}

describe('the key server', () => {
  const keyPackage = (keyId: string) => ({ keyId, keyPackage: `bytes of ${keyId}`, label: keyPackageLabel(deviceId(keyId), 1) });
  const devices = ['@u:a/1', '@u:a/2', '@v:a/1'].map(deviceId);

  it('should give out each one-time key package once, the last resort when there is none, bring nothing back, and list what is left', () => {
    const step = fc.record({ what: fc.constantFrom('upload', 'upload again', 'claim', 'fallback'), device: fc.constantFrom(...devices) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const { server, claim, outbox } = bench();
        const model = new Map(devices.map((device) => [device, { all: [] as string[], left: [] as string[], fallback: '' }]));
        let made = 0;
        for (const { what, device } of steps) {
          const keys = model.get(device);
          if (keys === undefined) throw new Error('unknown device');
          if (what === 'upload') {
            const added = [`k${++made}`, `k${++made}`];
            keys.all.push(...added);
            keys.left.push(...added);
            server.upload(device, added.map(keyPackage), undefined);
          } else if (what === 'upload again') {
            // The answer to an upload was lost, and the device asks again.
            expect(server.upload(device, keys.all.map(keyPackage), undefined)).toEqual({ oneTime: [], fallback: undefined });
          } else if (what === 'fallback') {
            keys.fallback = `f${++made}`;
            server.upload(device, [], keyPackage(keys.fallback));
          } else {
            const oneTime = keys.left.shift();
            const expected = oneTime ?? keys.fallback;
            const [claimed, ...others] = claim(device);
            expect(others).toHaveLength(0);
            expect(claimed).toStrictEqual(expected === '' ? undefined : { device, ...keyPackage(expected) });
            const given = { kind: 'key_package_given', key_package: `${expected}+1`, last_resort: oneTime === undefined };
            expect(outbox.drain()).toMatchObject(expected === '' ? [] : [{ fact: { ...given, left: keys.left.length } }]);
          }
          const { oneTime, fallback } = server.held(device);
          expect(oneTime.map(({ keyId }) => keyId)).toEqual(keys.left);
          expect(fallback?.keyId ?? '').toBe(keys.fallback);
        }
      }),
    );
  });

  it('should tell the device what is left, after each claim', () => {
    const { server, streams, turn, outbox, claim } = bench();
    streams.opened(DEVICE, 0);
    const counts = () => {
      outbox.drain();
      streams.flush(turn);
      return outbox.drain().flatMap((effect) => (effect.kind === 'send' && effect.message.kind === 'push' ? effect.message.items : []));
    };
    server.upload(DEVICE, [keyPackage('1'), keyPackage('2')], keyPackage('last'));
    for (let i = 0; i < 4; i++) claim(DEVICE);
    const count = (oneTime: number, unusedFallback: boolean) => ({ kind: 'key_count', oneTime, unusedFallback });
    expect(counts()).toEqual([count(1, true), count(0, true), count(0, false), count(0, false)]);
    // The same last resort uploaded again is no new one.
    server.upload(DEVICE, [keyPackage('3')], keyPackage('last'));
    claim(DEVICE);
    server.upload(DEVICE, [keyPackage('4')], keyPackage('another'));
    claim(DEVICE);
    expect(counts()).toEqual([count(0, false), count(0, true)]);
  });

  it('should leave out devices that have no key package', () => {
    const { server, claim } = bench();
    server.upload(DEVICE, [keyPackage('1')], undefined);
    expect(claim(deviceId('@w:a/1'), DEVICE, DEVICE).map(({ keyId }) => keyId)).toStrictEqual(['1']);
    expect(server.devicesOf(userId('@u:a'))).toStrictEqual([DEVICE]);
  });

  it('should list the devices of a user that have keys which vouch for them, and the latest ones', () => {
    const { server } = bench();
    const user = userId('@u:a');
    const keysOf = (id: string) => ({ user_id: user, device_id: id, algorithms: [], keys: {}, signatures: {} });
    const key = { user_id: user, keys: {}, signatures: {} };
    const userKeys = { master: { ...key, usage: ['master'] }, selfSigning: { ...key, usage: ['self_signing'] } } as const;
    expect(server.listOf(user)).toStrictEqual({ user, devices: [], userKeys: undefined });
    server.upload(DEVICE, [keyPackage('1')], undefined);
    expect(server.listOf(user)).toStrictEqual({ user, devices: [], userKeys: undefined });
    server.uploadIdentity(DEVICE, { deviceKeys: keysOf('old') });
    server.uploadIdentity(DEVICE, { deviceKeys: keysOf('1'), userKeys });
    server.uploadIdentity(DEVICE, {});
    expect(server.listOf(user)).toStrictEqual({ user, devices: [{ device: DEVICE, deviceKeys: keysOf('1') }], userKeys });
  });
});
