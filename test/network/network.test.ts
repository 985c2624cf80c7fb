import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draws } from '../../src/kernel/draws.js';
import { InvariantError } from '../../src/kernel/invariant-error.js';
import { instant, milliseconds } from '../../src/kernel/time.js';
import { deviceId, type NodeName, serverName } from '../../src/names.js';
import type { LinkOverride, LinkPlan } from '../../src/network/links.js';
import { type Fate, Network } from '../../src/network/network.js';

const a = serverName('a.example');
const b = serverName('b.example');
const c = serverName('c.example');
const alice = deviceId('@alice:a.example/1');
const tablet = deviceId('@alice:a.example/2');

const plan: LinkPlan = {
  servers: { latency: { kind: 'lognormal', median: milliseconds(40), p99: milliseconds(400) }, loss: 0.2 },
  devices: { latency: { kind: 'constant', value: milliseconds(20) }, loss: 0 },
};
const network = (overrides: readonly LinkOverride[] = [], base = plan): Network => new Network(new Draws('4256'), { ...base, overrides });

const send = (by: Network, from: NodeName, to: NodeName, thing: string, attempt = 1, at = 0): Fate =>
  by.link(from, to).transmit(thing, attempt, instant(at));

const N = 5_000;
const fates = (by: Network, from: NodeName, to: NodeName): readonly Fate[] =>
  Array.from({ length: N }, (_, i) => send(by, from, to, `#${i}`));

describe('network', () => {
  it('should decide each transmission by link, thing and attempt alone, whatever else it carries', () => {
    const transmission = fc.tuple(fc.constantFrom(a, b), fc.constantFrom('x', 'y', 'z'), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(transmission, fc.array(transmission), ([from, thing, attempt], others) => {
        const busy = network([{ from: c, to: a, loss: 1 }]);
        for (const [otherFrom, otherThing, otherAttempt] of others) send(busy, otherFrom, c, otherThing, otherAttempt);
        expect(send(busy, from, c, thing, attempt)).toEqual(send(network(), from, c, thing, attempt));
      }),
    );
  });

  it('should draw anew for another link, direction, thing or attempt', () => {
    const lossless = network([], { ...plan, servers: { ...plan.servers, loss: 0 } });
    const drawn = [
      send(lossless, a, b, 'x'),
      send(lossless, b, a, 'x'),
      send(lossless, a, c, 'x'),
      send(lossless, a, b, 'y'),
      send(lossless, a, b, 'x', 2),
    ];
    expect(new Set(drawn.map((fate) => JSON.stringify(fate))).size).toBe(drawn.length);
  });

  it('should lose the share that the link says, and leave the others as they were', () => {
    const lossless = network([{ from: a, to: b, loss: 0 }]);
    const carried = fates(lossless, a, b);
    const lossy = fates(network(), a, b);

    const lost = lossy.filter((fate) => typeof fate !== 'number').length;
    expect(Math.abs(lost - 0.2 * N) / Math.sqrt(N * 0.2 * 0.8)).toBeLessThan(4);
    expect(lossy.every((fate, i) => typeof fate !== 'number' || fate === carried[i])).toBe(true);
  });

  it('should let a later transmission overtake', () => {
    const arrivals = fates(network([{ from: a, to: b, loss: 0 }]), a, b).map((fate) => (typeof fate === 'number' ? fate : Number.NaN));
    expect(arrivals.some((at, i) => at + 1 < (arrivals[i - 1] ?? 0))).toBe(true);
  });

  it('should use what a link has otherwise, in its direction only, and of several what comes last', () => {
    const overridden = network([
      { from: a, to: b, latency: { kind: 'constant', value: milliseconds(150) }, loss: 1 },
      { from: a, to: b, loss: 0 },
      { from: alice, to: a, loss: 1 },
    ]);
    expect(send(overridden, a, b, 'x', 1, 7)).toBe(150_007);
    expect(send(overridden, b, a, 'x')).toEqual(send(network(), b, a, 'x'));
    expect(send(overridden, alice, a, 'x')).toEqual({ kind: 'lost' });
    expect(send(overridden, a, alice, 'x', 1, -30_000)).toBe(-10_000);
  });

  it('should carry nothing over a cut link, and after it the same as ever', () => {
    const partitioned = network([{ from: a, to: b, loss: 0 }]);
    const before = send(partitioned, a, b, 'x');
    partitioned.cuts.partition('split', [[a], [b]]);
    partitioned.cuts.setDown(b, 'crash');
    expect(send(partitioned, a, b, 'x')).toEqual({ kind: 'cut', by: ['split', 'crash'] });
    expect(send(partitioned, alice, a, 'x')).toBe(20_000);
    partitioned.cuts.heal('split');
    partitioned.cuts.setUp(b, 'crash');
    expect(send(partitioned, a, b, 'x')).toEqual(before);
  });

  it.each<[NodeName, NodeName]>([
    [alice, b],
    [b, alice],
    [alice, tablet],
    [a, a],
  ])('should have no link from %s to %s', (from, to) => {
    expect(() => send(network(), from, to, 'x')).toThrow(InvariantError);
  });

  it('should give the fates that it always gave', () => {
    expect(['x', 'y', 'z', 'w'].map((thing) => send(network(), a, b, thing))).toMatchInlineSnapshot(`
      [
        46477,
        {
          "kind": "lost",
        },
        91738,
        96290,
      ]
    `);
  });
});
