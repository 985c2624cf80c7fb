import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncItem } from '../../src/api/client-server.js';
import type { Message } from '../../src/api/message.js';
import { SyncStream } from '../../src/client/sync-stream.js';
import type { ActorFact } from '../../src/facts/index.js';
import { SyncStreams } from '../../src/homeserver/sync-streams.js';
import { localInstant } from '../../src/kernel/time.js';
import { deviceId, type NodeName, serverName } from '../../src/names.js';
import { RecordingOutbox } from '../kernel/recording-outbox.js';

const SERVER = serverName('a');
const DEVICE = deviceId('@u:a/1');

/** Numbered items: what they are does not matter to a stream. */
const item = (number: number): SyncItem => ({ kind: 'key_count', oneTime: number, unusedFallback: true });
const numbers = (items: readonly SyncItem[]): number[] => items.flatMap((each) => (each.kind === 'key_count' ? [each.oneTime] : []));

type Step = 'show' | 'show of a room' | 'flush' | 'to server' | 'to device' | 'break' | 'server crash' | 'device crash' | 'timer';
const STEPS: readonly Step[] = [
  'show',
  'show of a room',
  'show of a room',
  'flush',
  'to server',
  'to device',
  'to device',
  'break',
  'server crash',
  'device crash',
  'timer',
];

describe('sync', () => {
  it('should bring a device every item once, in the order of its server, through any breaks, crashes and reordering', () => {
    const step = fc.record({ what: fc.constantFrom(...STEPS), pick: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
        const turn = { now: localInstant(0), outbox };
        const server = new SyncStreams();
        const device = new SyncStream(SERVER);
        const toServer: Message[] = [];
        const toDevice: Message[] = [];
        const ofRoom: SyncItem[] = [];
        const taken: number[] = [];
        let timer: string | undefined;
        let shown = 0;
        const collect = (): void => {
          for (const effect of outbox.drain()) {
            if (effect.kind === 'set_timer') timer = effect.name;
            if (effect.kind === 'send') (effect.to === SERVER ? toServer : toDevice).push(effect.message);
          }
        };
        /** The connection broke, and both ends see it; what is on its way goes on. */
        const broken = (): void => {
          server.closed(DEVICE);
          device.broken(turn);
        };
        const fire = (): void => {
          const name = timer;
          timer = undefined;
          if (name !== undefined) expect(device.timer(turn, name)).toBe(true);
        };
        const act: Record<Step, (pick: number) => void> = {
          show: () => server.show(DEVICE, item(++shown)),
          'show of a room': () => {
            ofRoom.push(item(++shown));
            server.showLast(ofRoom, [server.of(DEVICE)]);
          },
          flush: () => server.flush(turn),
          'to server': (pick) => {
            const [message] = toServer.splice(pick % Math.max(toServer.length, 1), 1);
            if (message?.kind === 'sync') server.opened(DEVICE, message.since);
            server.flush(turn);
          },
          'to device': (pick) => {
            const [message] = toDevice.splice(pick % Math.max(toDevice.length, 1), 1);
            if (message?.kind === 'push') taken.push(...numbers(device.take(message)));
          },
          break: broken,
          'server crash': () => {
            server.restarted();
            device.broken(turn);
          },
          'device crash': () => {
            server.closed(DEVICE);
            timer = undefined;
            device.restarted(turn);
          },
          timer: fire,
        };
        device.open(turn);
        for (const { what, pick } of steps) {
          act[what](pick);
          collect();
          // Never more than what the server has shown, never out of order.
          expect(taken).toStrictEqual(Array.from({ length: taken.length }, (_, i) => i + 1));
        }
        broken();
        collect();
        for (let left = 500; left > 0 && (toServer.length > 0 || toDevice.length > 0 || timer !== undefined); left--) {
          act[toServer.length > 0 ? 'to server' : toDevice.length > 0 ? 'to device' : 'timer'](0);
          collect();
        }
        expect(taken).toHaveLength(shown);
      }),
      { numRuns: 250 },
    );
  });

  it('should not lose items, if a request to open the stream is overtaken by a later one', () => {
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    const turn = { now: localInstant(0), outbox };
    const server = new SyncStreams();
    for (const number of [0, 1, 2, 3, 4]) server.show(DEVICE, item(number));
    server.opened(DEVICE, 3);
    server.opened(DEVICE, 1);
    server.flush(turn);
    const [push] = outbox.effects;
    expect(push).toMatchObject({ kind: 'send', message: { kind: 'push', from: 3, items: [item(3), item(4)] } });
  });

  it('should send again what a push that could not be carried held', () => {
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    const turn = { now: localInstant(0), outbox };
    const server = new SyncStreams();
    server.opened(DEVICE, 0);
    server.show(DEVICE, item(0));
    server.flush(turn);
    server.closed(DEVICE);
    server.show(DEVICE, item(1));
    server.flush(turn);
    outbox.drain();
    server.opened(DEVICE, 0);
    server.flush(turn);
    expect(outbox.effects).toMatchObject([{ message: { from: 0, items: [item(0), item(1)] } }]);
  });

  it('should try to open the stream every second and not more often', () => {
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    const device = new SyncStream(SERVER);
    for (const now of [0, 300_000, 600_000]) device.broken({ now: localInstant(now), outbox });
    expect(outbox.drain()).toMatchObject([{ kind: 'set_timer', at: 1_000_000, work: true }]);
    const turn = { now: localInstant(1_000_000), outbox };
    expect(device.timer(turn, 'sync again')).toBe(true);
    expect(outbox.drain()).toMatchObject([{ kind: 'send', to: SERVER, message: { kind: 'sync', since: 0 } }]);
    device.broken(turn);
    expect(outbox.drain()).toMatchObject([{ at: 2_000_000 }]);
  });
});
