import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/api/message.js';
import type { Edu, ServerRequest, Transaction } from '../../src/api/server-server.js';
import type { ActorFact } from '../../src/facts/index.js';
import { FederationSender } from '../../src/homeserver/federation-sender.js';
import type { Request } from '../../src/kernel/exchange.js';
import { localInstant } from '../../src/kernel/time.js';
import { deviceId, eventId, eventLabel, mlsLabel, type NodeName, serverName } from '../../src/names.js';
import type { RoomEvent } from '../../src/room/event.js';
import { RecordingOutbox } from '../kernel/recording-outbox.js';
import { ROOM } from '../room/room-dag.js';

const PEER = serverName('peer');
const OTHER = serverName('other');

const nameOf = (edu: Edu): string => (edu.type === 'm.direct_to_device' ? edu.messageId : edu.list.user);

interface Sent {
  readonly to: string;
  readonly exchange: string;
  readonly attempt: number;
  readonly pdus: readonly string[];
  readonly edus: readonly string[];
}

/** A sender with its outbox, and which transactions came out of it. */
class Bench {
  readonly sender = new FederationSender(serverName('self'));
  readonly outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
  readonly timers = new Map<string, number>();
  now = 0;
  private count = 0;

  private get turn() {
    return { now: localInstant(this.now * 1e6), outbox: this.outbox };
  }

  /** What the sender sends when it is asked this. */
  do(act: (sender: FederationSender, turn: Bench['turn']) => unknown): Sent[] {
    act(this.sender, this.turn);
    const sent: Sent[] = [];
    for (const effect of this.outbox.drain()) {
      if (effect.kind === 'set_timer') this.timers.set(effect.name, effect.at / 1e6);
      if (effect.kind !== 'send') continue;
      const { exchange, attempt, body } = effect.message as Request<ServerRequest>; // a sender sends nothing else
      const { pdus, edus } = body as Transaction;
      sent.push({ to: effect.to, exchange, attempt, pdus: pdus.map(({ label }) => label), edus: edus.map(nameOf) });
    }
    return sent;
  }

  pdu(to = PEER): Sent[] {
    return this.do((sender, turn) => sender.send(turn, to, { kind: 'pdu', event: event(String(++this.count)) }));
  }

  edu(): Sent[] {
    const [from, to] = [deviceId('@u:self/1'), deviceId('@u:peer/1')];
    const message = { type: 'm.mls.welcome', room: ROOM, welcome: '', state: mlsLabel('s') } as const;
    return this.do((sender, turn) =>
      sender.send(turn, PEER, { kind: 'edu', edu: { type: 'm.direct_to_device', from, to, message, messageId: String(++this.count) } }),
    );
  }

  acknowledge = (exchange = ''): Sent[] => this.do((sender, turn) => sender.answered(turn, exchange));
  fail = (exchange = ''): Sent[] => this.do((sender, turn) => sender.undelivered(turn, exchange));
  disconnect = (): Sent[] => this.do((sender, turn) => sender.disconnected(turn, PEER));

  crash(): Sent[] {
    this.timers.clear();
    return this.do((sender, turn) => sender.restarted(turn));
  }

  /** Goes to the next timer, if one is set. */
  fire(): Sent[] {
    const [first] = [...this.timers].sort(([, a], [, b]) => a - b);
    if (first === undefined) return [];
    this.timers.delete(first[0]);
    this.now = Math.max(this.now, first[1]);
    return this.do((sender, turn) => sender.timer(turn, first[0]));
  }
}

const event = (label: string): RoomEvent => ({
  id: eventId(`$${label}`),
  pdu: {
    type: 'm.room.encrypted',
    room_id: ROOM,
    origin: serverName('self'),
    origin_server_ts: 0,
    prev_events: [],
    auth_events: [],
    content: {},
    hashes: { sha256: '' },
    signatures: {},
  },
  size: 1,
  label: eventLabel(label),
  carries: undefined,
});

/** What is in transactions, PDUs and EDUs together, in order. */
const items = (sent: readonly Sent[]): number[] => sent.flatMap(({ pdus, edus }) => [...pdus, ...edus].map(Number).sort((a, b) => a - b));

const ascending = (labels: readonly string[]): string[] => [...labels].sort((a, b) => Number(a) - Number(b));
const NONE: Sent = { to: PEER, exchange: 'none', attempt: 0, pdus: [], edus: [] };

let on: Bench;
beforeEach(() => {
  on = new Bench();
});

describe('a healthy destination', () => {
  it('should get everything at once, each in a transaction of its own, not waiting for others', () => {
    const sent = [...on.pdu(), ...on.edu(), ...on.pdu()];
    expect(sent.map(({ pdus, edus, attempt }) => ({ pdus, edus, attempt }))).toStrictEqual([
      { pdus: ['1'], edus: [], attempt: 1 },
      { pdus: [], edus: ['2'], attempt: 1 },
      { pdus: ['3'], edus: [], attempt: 1 },
    ]);
    expect(new Set(sent.map(({ exchange }) => exchange)).size).toBe(3);
  });

  it('should not wait because another one fails', () => {
    const [first] = [...on.pdu(), ...on.pdu(OTHER)];
    on.fail(first?.exchange);
    expect(on.pdu(PEER)).toHaveLength(0);
    expect(on.pdu(OTHER)).toMatchObject([{ to: OTHER, pdus: ['4'] }]);
  });
});

describe('after a failure', () => {
  it('should queue everything behind it and try again every second, in order', () => {
    const [first] = on.pdu();
    on.pdu();
    expect(on.fail(first?.exchange)).toHaveLength(0);
    expect(on.pdu()).toHaveLength(0);
    for (const attempt of [2, 3, 4]) {
      const [sent, ...others] = on.fire();
      expect(others).toHaveLength(0);
      expect(sent).toMatchObject({ attempt, pdus: ['1', '3'] });
      expect(on.now).toBe(attempt - 1);
      expect(on.fail(sent?.exchange)).toHaveLength(0);
    }
  });

  it('should be healthy again once all that waited is acknowledged', () => {
    on.fail(on.pdu()[0]?.exchange);
    const [retry] = on.fire();
    expect(on.pdu()).toHaveLength(0);
    const next = on.acknowledge(retry?.exchange);
    expect(items(next)).toStrictEqual([2]);
    expect(on.acknowledge(next[0]?.exchange)).toHaveLength(0);
    expect(items([...on.pdu(), ...on.pdu()])).toStrictEqual([3, 4]);
  });

  it('should send at most 50 PDUs and 100 EDUs a transaction, the next only after the acknowledgement', () => {
    on.fail(on.pdu()[0]?.exchange);
    for (let i = 0; i < 119; i++) on.pdu();
    for (let i = 0; i < 230; i++) on.edu();
    const sizes: string[] = [];
    const all: Sent[] = [];
    for (let sent = on.fire(); sent.length > 0; sent = on.acknowledge(sent[0]?.exchange)) {
      expect(sent).toHaveLength(1);
      sizes.push(`${sent[0]?.pdus.length}+${sent[0]?.edus.length}`);
      all.push(...sent);
    }
    expect(sizes).toStrictEqual(['50+0', '50+0', '20+100', '0+100', '0+30']);
    expect(items(all)).toStrictEqual(Array.from({ length: 350 }, (_, i) => i + 1));
  });

  it('should send what was under way again, if the peer went away or the server itself crashed', () => {
    on.pdu();
    on.pdu();
    expect(on.disconnect()).toHaveLength(0);
    const [retry] = on.fire();
    expect(retry?.pdus).toStrictEqual(['1', '2']);
    const again = on.crash();
    expect(items(again)).toStrictEqual([1, 2]);
    expect(again[0]?.exchange).not.toBe(retry?.exchange);
  });

  it('should ignore acknowledgements and failures of what it sends again already', () => {
    const [first] = on.pdu();
    on.disconnect();
    const [retry] = on.fire();
    expect(on.acknowledge(first?.exchange)).toHaveLength(0);
    expect(on.fail(first?.exchange)).toHaveLength(0);
    expect(on.pdu()).toHaveLength(0);
    expect(items(on.acknowledge(retry?.exchange))).toStrictEqual([2]);
  });
});

type Step = 'pdu' | 'edu' | 'arrive' | 'lose request' | 'lose answer' | 'disconnect' | 'crash' | 'timer';
const STEPS: readonly Step[] = ['pdu', 'edu', 'pdu', 'arrive', 'arrive', 'lose request', 'lose answer', 'disconnect', 'crash', 'timer'];

describe('through any failures', () => {
  it('should bring everything to a receiver that ignores repeats, the oldest first of what waits', () => {
    const step = fc.record({ step: fc.constantFrom(...STEPS), pick: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const bench = new Bench();
        /** On the link, whether the sender still waits for it or not. */
        const onLink: Sent[] = [];
        const awaited = new Map<string, Sent>();
        const acknowledged = new Set<number>();
        const received = new Set<number>();
        let count = 0;
        const act: Record<Step, (sent: Sent) => Sent[]> = {
          pdu: () => bench.pdu(),
          edu: () => bench.edu(),
          arrive: (sent) => {
            for (const item of items([sent])) {
              received.add(item);
              if (awaited.has(sent.exchange)) acknowledged.add(item);
            }
            awaited.delete(sent.exchange);
            return bench.acknowledge(sent.exchange);
          },
          'lose request': (sent) => {
            awaited.delete(sent.exchange);
            return bench.fail(sent.exchange);
          },
          'lose answer': (sent) => {
            for (const item of items([sent])) received.add(item);
            awaited.delete(sent.exchange);
            return bench.fail(sent.exchange);
          },
          disconnect: () => {
            awaited.clear();
            return bench.disconnect();
          },
          crash: () => {
            awaited.clear();
            return bench.crash();
          },
          timer: () => bench.fire(),
        };
        const take = (what: Step, pick: number): void => {
          const needsOne = what === 'arrive' || what === 'lose request' || what === 'lose answer';
          const [sent = NONE] = needsOne ? onLink.splice(pick % Math.max(onLink.length, 1), 1) : [];
          if (what === 'pdu' || what === 'edu') count += 1;
          for (const next of act[what](sent)) {
            const busy = new Set([...acknowledged, ...items([...awaited.values()])]);
            const waiting = Array.from({ length: count }, (_, i) => i + 1).filter((item) => !busy.has(item));
            expect(items([next])).toStrictEqual(waiting.slice(0, items([next]).length));
            expect([...next.pdus, ...next.edus]).toStrictEqual([...ascending(next.pdus), ...ascending(next.edus)]);
            awaited.set(next.exchange, next);
            onLink.push(next);
          }
        };
        for (const { step: what, pick } of steps) take(what, pick);
        // From here on nothing fails.
        for (let left = 1000; left > 0 && onLink.length + bench.timers.size > 0; left--) take(onLink.length > 0 ? 'arrive' : 'timer', 0);
        expect(received.size).toBe(count);
        expect(bench.pdu()).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('should keep the order of all that is sent after the first failure, however often it fails', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('pdu', 'fails', 'arrives', 'crash'), { maxLength: 80, size: 'max' }), (steps) => {
        const bench = new Bench();
        let sent = bench.pdu();
        bench.fail(sent[0]?.exchange);
        sent = bench.fire();
        const received: number[] = [];
        const next = (outcome: Sent[]): void => {
          sent = outcome.length > 0 ? outcome : bench.fire();
        };
        let count = 1;
        for (const what of [...steps, ...Array<'arrives'>(90).fill('arrives')]) {
          if (what === 'pdu') {
            expect(bench.pdu()).toHaveLength(0);
            count += 1;
          } else if (what === 'fails') next(bench.fail(sent[0]?.exchange));
          else if (what === 'crash') next(bench.crash());
          else if (sent.length === 1) {
            for (const item of items(sent)) if (!received.includes(item)) received.push(item);
            next(bench.acknowledge(sent[0]?.exchange));
          }
          if (sent.length === 0) break;
        }
        expect(received).toStrictEqual(Array.from({ length: count }, (_, i) => i + 1));
      }),
      { numRuns: 200 },
    );
  });
});
