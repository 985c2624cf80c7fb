import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Loop } from '../../src/kernel/loop.js';
import { type Instant, instant } from '../../src/kernel/time.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { Arrivals } from '../../src/simulation/arrivals.js';
import type { NodeInput, WorldNode } from '../../src/simulation/world-node.js';
import { factsOf } from './running.js';

/** What a node sends when it is its turn: to which node, how long that takes, and what is sent on from there. */
interface Sending {
  readonly to: number;
  readonly after: number;
  /** Whether the receiver takes until the next tick of the machine over it. */
  readonly slowly: boolean;
  /** Whether the sender sets a timer for that instant before. */
  readonly timer: boolean;
  /** Whether its arrival has people do something at once. */
  readonly noticed: boolean;
  readonly onwards: readonly Sending[];
}

const NODES = 5;
/** As `World.afterNodes` has it. */
const AFTER_NODES = NODES + 1;
const nodes = Array.from({ length: NODES }, (_, at) => ({ name: `node ${at}`, source: at + 1 }) as unknown as WorldNode);

interface Grouped {
  readonly users: readonly object[];
  readonly room: object;
}

/** Who is on the side that loses is lost, and asks for help. */
const PARTED = {
  duration: '50m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  network: { latency: { constant: '50ms' } },
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'] },
  // A message upon the branch that wins has a server change over to it.
  workload: { messages: { every: '2m', by: 'device' } },
  timeline: [
    { at: '10m', partition: [['a.example'], ['b.example']], for: '12m' },
    { at: '11m', commit: { by: '@alice:a.example', update: true } },
    { at: '12m', commit: { by: '@bob:b.example', update: true } },
  ],
};

/** Often many at once, as by a server. */
const sendings = (depth: number): fc.Arbitrary<readonly Sending[]> =>
  depth === 0
    ? fc.constant([])
    : fc.array(
        fc.record({
          to: fc.nat(NODES - 1),
          after: fc.constantFrom(0, 0, 0, 1),
          slowly: fc.boolean(),
          timer: fc.boolean(),
          noticed: fc.boolean(),
          onwards: sendings(depth - 1),
        }),
        { maxLength: 5 },
      );

type Send = (from: WorldNode, to: WorldNode, sending: Sending, at: Instant) => void;

/** Who received something, and when, in order. */
async function story(
  start: readonly Sending[],
  grouped: boolean,
): Promise<{ readonly received: readonly string[]; readonly events: number }> {
  const loop = new Loop(instant(0));
  const received: string[] = [];
  const deliver = (node: WorldNode, sending: Sending): void | Promise<void> => {
    received.push(`${node.name} at ${loop.now}`);
    const notice = (): void => {
      received.push(`what ${node.name} got is noticed at ${loop.now}`);
    };
    if (sending.noticed) loop.schedule(loop.now, AFTER_NODES, notice);
    for (const next of sending.onwards) send(node, nodes[next.to] as WorldNode, next, instant(loop.now + next.after));
    if (sending.slowly) return Promise.resolve();
  };
  const arrivals = new Arrivals(loop, (node, input) => deliver(node, (input as { message: unknown }).message as Sending));
  const carry: Send = grouped
    ? (from, to, sending, at) => arrivals.add(from, to, sending as unknown as (NodeInput & { kind: 'message' })['message'], at)
    : (from, to, sending, at) => loop.schedule(at, from.source, () => deliver(to, sending), { work: true });
  const send: Send = (from, to, sending, at) => {
    const fire = (): void => {
      received.push(`timer of ${from.name} at ${at}`);
    };
    if (sending.timer) loop.schedule(at, from.source, fire);
    carry(from, to, sending, at);
  };
  for (const sending of start) send(nodes[0] as WorldNode, nodes[sending.to] as WorldNode, sending, instant(sending.after));
  await loop.runUntil(instant(1_000));
  return { received, events: loop.eventsTaken };
}

describe('Arrivals', () => {
  it('should bring everything when and in the order in which it would come by an event of its own', async () => {
    let saved = 0;
    await fc.assert(
      fc.asyncProperty(sendings(4), async (start) => {
        const [one, other] = [await story(start, true), await story(start, false)];
        expect(one.received).toStrictEqual(other.received);
        saved += other.events - one.events;
      }),
      { numRuns: 500 },
    );
    expect(saved).toBeGreaterThan(0);
  });

  it('should change no run, also where people answer at once what a device says', async () => {
    const alone = function (this: Arrivals, ...[from, to, message, at]: Parameters<Arrivals['add']>): void {
      const { loop, deliver } = this as unknown as { readonly loop: Loop; readonly deliver: (to: WorldNode, input: NodeInput) => void };
      loop.schedule(at, from.source, () => deliver(to, { kind: 'message', from: from.name, message }), { work: true });
    };
    /** @returns how often somebody asked for help */
    const compare = async (document: Grouped, constant: string): Promise<number> => {
      // Two devices a user, so that a server has several to tell; and lost ones, who ask for help.
      const users = document.users.map((user) => ({ ...user, devices: 2 }));
      const room = { ...document.room, security: { window: '0s' } };
      const asking = { ...document, users, room, mls: 'symbolic', recovery: { readd: 'oracle', delay: { constant } } };
      const grouped = await factsOf(asking);
      const spy = vi.spyOn(Arrivals.prototype, 'add').mockImplementation(alone);
      try {
        expect(await factsOf(asking)).toStrictEqual(grouped);
      } finally {
        spy.mockRestore();
      }
      return grouped.filter(({ fact }) => fact.kind === 'help_asked').length;
    };
    for (const delay of ['0s', '1m']) expect(await compare(PARTED, delay)).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [2, 3] }), fc.constantFrom('0s', '1m'), async (random, delay) => {
        await compare(random, delay);
      }),
      { numRuns: 25 },
    );
  });
});
