import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/api/message.js';
import type { ActorFact } from '../../src/facts/index.js';
import { KeyServer } from '../../src/homeserver/key-server.js';
import { SyncStreams } from '../../src/homeserver/sync-streams.js';
import { localInstant } from '../../src/kernel/time.js';
import { deviceId, type NodeName, userId } from '../../src/names.js';
import { RecordingOutbox } from '../kernel/recording-outbox.js';

const DEVICE = deviceId('@u:a/1');

describe('the key server', () => {
  const keyPackage = (keyId: string) => ({ keyId, keyPackage: `bytes of ${keyId}` });
  const devices = ['@u:a/1', '@u:a/2', '@v:a/1'].map(deviceId);

  it('should give out each one-time key package once, the last resort when there is none, and bring nothing back', () => {
    const step = fc.record({ what: fc.constantFrom('upload', 'upload again', 'claim', 'fallback'), device: fc.constantFrom(...devices) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const server = new KeyServer();
        const streams = new SyncStreams();
        const model = new Map(devices.map((device) => [device, { all: [] as string[], left: [] as string[], fallback: '' }]));
        let count = 0;
        for (const { what, device } of steps) {
          const keys = model.get(device);
          if (keys === undefined) throw new Error('unknown device');
          if (what === 'upload') {
            const made = [`k${++count}`, `k${++count}`];
            keys.all.push(...made);
            keys.left.push(...made);
            server.upload(device, made.map(keyPackage), undefined);
          } else if (what === 'upload again') {
            // The answer to an upload was lost, and the device asks again.
            server.upload(device, keys.all.map(keyPackage), undefined);
          } else if (what === 'fallback') {
            keys.fallback = `f${++count}`;
            server.upload(device, [], keyPackage(keys.fallback));
          } else {
            const expected = keys.left.shift() ?? keys.fallback;
            const [claimed, ...others] = server.claim([device], streams);
            expect(others).toHaveLength(0);
            expect(claimed).toStrictEqual(expected === '' ? undefined : { device, ...keyPackage(expected) });
          }
        }
      }),
    );
  });

  it('should tell the device how many are left, after each claim', () => {
    const server = new KeyServer();
    const streams = new SyncStreams();
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    server.upload(DEVICE, [keyPackage('1'), keyPackage('2')], keyPackage('last'));
    streams.opened(DEVICE, 0);
    for (let i = 0; i < 3; i++) server.claim([DEVICE], streams);
    streams.flush({ now: localInstant(0), outbox });
    expect(outbox.effects).toMatchObject([{ message: { items: [1, 0, 0].map((oneTime) => ({ kind: 'key_count', oneTime })) } }]);
  });

  it('should leave out devices that have no key package', () => {
    const server = new KeyServer();
    server.upload(DEVICE, [keyPackage('1')], undefined);
    const claimed = server.claim([deviceId('@w:a/1'), DEVICE, DEVICE], new SyncStreams());
    expect(claimed.map(({ keyId }) => keyId)).toStrictEqual(['1']);
    expect(server.devicesOf(userId('@u:a'))).toStrictEqual([DEVICE]);
  });

  it('should give out with a key package the latest keys that vouch for its device', () => {
    const server = new KeyServer();
    const keysOf = (id: string) => ({ user_id: userId('@u:a'), device_id: id, algorithms: [], keys: {}, signatures: {} });
    const key = { user_id: userId('@u:a'), keys: {}, signatures: {} };
    const userKeys = { master: { ...key, usage: ['master'] }, selfSigning: { ...key, usage: ['self_signing'] } } as const;
    server.upload(DEVICE, [keyPackage('1'), keyPackage('2')], undefined);
    expect(server.claim([DEVICE], new SyncStreams())).toStrictEqual([{ device: DEVICE, ...keyPackage('1') }]);
    server.uploadIdentity(DEVICE, { deviceKeys: keysOf('old') });
    server.uploadIdentity(DEVICE, { deviceKeys: keysOf('1'), userKeys });
    server.uploadIdentity(DEVICE, {});
    expect(server.claim([DEVICE], new SyncStreams())).toStrictEqual([
      { device: DEVICE, ...keyPackage('2'), deviceKeys: keysOf('1'), userKeys },
    ]);
  });
});
