import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/api/message.js';
import { Device } from '../../src/client/device.js';
import type { DeviceCommand } from '../../src/client/intents.js';
import { userIdentity } from '../../src/client/user-identity.js';
import { WelcomeContents } from '../../src/client/welcome-contents.js';
import type { ActorFact } from '../../src/facts/index.js';
import type { Input } from '../../src/kernel/actor.js';
import { localInstant } from '../../src/kernel/time.js';
import { deviceId, type NodeName, serverName, serverOfDevice, userOfDevice } from '../../src/names.js';
import { ed25519 } from '../../src/room/crypto.js';
import { MlsContents } from '../../src/room/msc4256/mls-contents.js';
import { STABLE_NAMES } from '../../src/room/msc4256/names.js';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { type Effect, RecordingOutbox } from '../kernel/recording-outbox.js';
import { ALGORITHM, ROOM } from '../room/room-dag.js';
import { ToyMls } from './toy-mls.js';

const SERVER = serverName('a');

/** A device, and what it asks for when it is given an input at a second of its clock. */
async function started() {
  const id = deviceId('@d:a/1');
  const device = new Device({
    id,
    server: serverOfDevice(id),
    mls: new ToyMls().createClient(id),
    contents: new MlsContents(),
    welcomes: new WelcomeContents(),
    reading: BASELINE,
    room: ROOM,
    algorithm: ALGORITHM,
    names: STABLE_NAMES,
    ed25519,
    fingerprint: ed25519.key(new Uint8Array(32)),
    user: userIdentity(userOfDevice(id), ed25519, new Uint8Array(32), new Uint8Array(32)),
    invitesAgain: true,
  });
  const give = async (seconds: number, input: Input<NodeName, Message, DeviceCommand>) => {
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    await device.handle(input, localInstant(seconds * 1e6), outbox);
    return outbox.drain();
  };
  const first = await give(0, { kind: 'command', command: { kind: 'start' } });
  const sent = first.flatMap((effect) => (effect.kind === 'send' ? [effect.message] : []));
  return { give, sent };
}

describe('the connection of a device to its server', () => {
  it('should begin with opening the stream and uploading its keys', async () => {
    const { sent } = await started();
    expect(sent.map((message) => message.kind)).toStrictEqual(['sync', 'request']);
  });

  it('should be opened again every second where it broke, from what the device has, and questions asked again', async () => {
    const { give } = await started();
    await give(1, {
      kind: 'message',
      from: SERVER,
      message: { kind: 'push', from: 0, items: [{ kind: 'key_count', oneTime: 3, unusedFallback: true }] },
    });
    const timers = await give(2, { kind: 'disconnected', peer: SERVER });
    expect(timers).toMatchObject([
      { kind: 'set_timer', at: 3e6, work: true },
      { kind: 'set_timer', at: 3e6, work: true },
    ]);
    const tried: Effect<NodeName, Message, ActorFact>[] = [];
    for (const effect of timers) if (effect.kind === 'set_timer') tried.push(...(await give(3, { kind: 'timer', name: effect.name })));
    expect(tried).toMatchObject([
      { kind: 'send', message: { kind: 'sync', since: 1 } },
      { kind: 'send', message: { kind: 'request', attempt: 2, body: { kind: 'upload_keys' } } },
    ]);
    for (const effect of tried) {
      if (effect.kind !== 'send') continue;
      const next = await give(3, { kind: 'undelivered', to: SERVER, message: effect.message });
      expect(next).toMatchObject([{ kind: 'set_timer', at: 4e6 }]);
    }
  });

  it('should be opened again after a crash, and everything asked again that was not answered', async () => {
    const { give, sent } = await started();
    const again = await give(60, { kind: 'restarted' });
    expect(again).toMatchObject([
      { kind: 'send', message: { kind: 'request', attempt: 2 } },
      { kind: 'set_timer', name: 'renew key packages' },
      { kind: 'send', message: { kind: 'sync', since: 0 } },
    ]);
    const asked = sent.find((message) => message.kind === 'request');
    if (asked?.kind !== 'request') throw new Error('nothing was asked');
    const { exchange, thing, attempt } = asked;
    await give(61, { kind: 'message', from: SERVER, message: { kind: 'answer', exchange, thing, attempt, body: { kind: 'done' } } });
    expect(await give(62, { kind: 'restarted' })).toMatchObject([
      { message: { kind: 'request', attempt: 2, body: { kind: 'list_keys' } } },
      { kind: 'set_timer' },
      { message: { kind: 'sync' } },
    ]);
  });
});
