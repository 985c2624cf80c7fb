import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalTimers } from '../../src/kernel/local-timers.js';
import { Loop } from '../../src/kernel/loop.js';
import { type ClockChange, NodeClock } from '../../src/kernel/node-clock.js';
import { instant, localInstant, microseconds, seconds } from '../../src/kernel/time.js';

/** Of whoever acts on the timers; below the nodes', so that what is done at an instant comes before what is due then. */
const ACTING = 0;
const END = 400;

type Act =
  | { readonly kind: 'set'; readonly name: string; readonly local: number }
  | { readonly kind: 'cancel'; readonly name: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'change'; readonly change: ClockChange };

const name = fc.constantFrom('sync', 'slot', 'retry');
const drift = fc.constantFrom(0, 300_000, -300_000, 12_345.6);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('set' as const), name, local: fc.integer({ min: -50, max: 300 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), name }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      change: fc.oneof(
        fc.record({ kind: fc.constant('step' as const), by: fc.integer({ min: -60, max: 60 }).map(microseconds) }),
        fc.record({ kind: fc.constant('drift' as const), drift }),
      ),
    }),
  },
);
const script = fc.array(fc.tuple(fc.nat({ max: 200 }), act), { maxLength: 15 }).map((acts) => acts.toSorted(([a], [b]) => a - b));

/** What the timers have to do, found by looking at the clock every microsecond. */
const byLooking = (ppm: number, acts: readonly (readonly [number, Act])[]): string[] => {
  const clock = new NodeClock({ offset: microseconds(0), drift: ppm });
  const set = new Map<string, number>();
  const fired: string[] = [];
  for (let at = 0; at < END; at++) {
    for (const [when, each] of acts) {
      if (when !== at) continue;
      if (each.kind === 'set') set.set(each.name, each.local);
      else if (each.kind === 'cancel') set.delete(each.name);
      else if (each.kind === 'clear') set.clear();
      else clock.change(instant(at), each.change);
    }
    for (const [each, local] of set) {
      if (clock.localAt(instant(at)) < local) continue;
      fired.push(`${at} ${each}`);
      set.delete(each);
    }
  }
  return fired.sort();
};

/** One node, and the instants and names of what fired. */
const timed = (ppm = 0) => {
  const loop = new Loop(instant(0));
  const fired: string[] = [];
  const timers = new LocalTimers<string>(loop, (_, timer) => {
    fired.push(`${loop.now} ${timer}`);
  });
  timers.addNode('a', 1, new NodeClock({ offset: microseconds(0), drift: ppm }));
  const at = (when: number, then: () => void): void => {
    loop.schedule(instant(when), ACTING, then);
  };
  return { loop, timers, fired, at };
};

describe('local timers', () => {
  it('should fire when the clock shows the time, however both are changed meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(drift, script, async (ppm, acts) => {
        const { loop, timers, fired, at } = timed(ppm);
        for (const [when, each] of acts) {
          at(when, () => {
            if (each.kind === 'set') timers.set('a', each.name, localInstant(each.local));
            else if (each.kind === 'cancel') timers.cancel('a', each.name);
            else if (each.kind === 'clear') timers.clear('a');
            else timers.changeClock('a', each.change);
          });
        }
        await loop.runUntil(instant(END));
        expect(fired.sort()).toEqual(byLooking(ppm, acts));
      }),
      { numRuns: 500 },
    );
  });

  it('should fire what a step goes over at once, the earliest first', async () => {
    const { loop, timers, fired, at } = timed();
    timers.set('a', 'later', localInstant(90));
    timers.set('a', 'sooner', localInstant(80));
    timers.set('a', 'beyond', localInstant(200));
    at(10, () => timers.changeClock('a', { kind: 'step', by: microseconds(100) }));

    await loop.runUntil(instant(END));

    expect(fired).toEqual(['10 sooner', '10 later', '100 beyond']);
  });

  it('should let a timer be set again from its own firing', async () => {
    const loop = new Loop(instant(0));
    const shown: number[] = [];
    const timers: LocalTimers<string> = new LocalTimers(loop, (node, timer) => {
      shown.push(timers.now(node));
      timers.set(node, timer, localInstant(timers.now(node) + seconds(1)));
    });
    timers.addNode('a', 1, new NodeClock({ offset: seconds(5), drift: 100 }));
    timers.set('a', 'tick', localInstant(seconds(6)));

    await loop.runUntil(instant(seconds(3) + 1));

    expect(shown).toEqual([seconds(6), seconds(7), seconds(8)]);
  });

  it('should keep the nodes apart', async () => {
    const { loop, timers, fired } = timed();
    timers.addNode('b', 2, new NodeClock({ offset: microseconds(30), drift: 0 }));
    timers.set('a', 'sync', localInstant(50));
    timers.set('b', 'sync', localInstant(50));
    timers.set('b', 'slot', localInstant(60));
    timers.cancel('b', 'slot');
    timers.changeClock('b', { kind: 'step', by: microseconds(5) });

    await loop.runUntil(instant(END));

    expect(fired).toEqual(['15 sync', '50 sync']);
  });

  it('should count a timer as work under way until it fired, moved or not', async () => {
    const { loop, timers } = timed();
    timers.set('a', 'retry', localInstant(50), { work: true });
    timers.set('a', 'sync', localInstant(80));
    timers.changeClock('a', { kind: 'step', by: microseconds(-100) });
    expect(loop.workPending).toBe(1);

    await loop.runUntil(instant(END), { until: () => loop.workPending === 0 });

    expect(loop.now).toBe(150);
  });
});
