/**
 * The hold model, the usual benchmark of event queues: with a fixed number of events pending, each event that happens
 * schedules one at a random later time. Measured through the loop, so that scheduling and dispatch count.
 * Source: D. W. Jones, "An empirical comparison of priority-queue and event-set implementations", CACM 29(4), 1986.
 */
import { Draws } from '../src/kernel/draws.js';
import { Loop } from '../src/kernel/loop.js';
import { instant } from '../src/kernel/time.js';
import type { Benchmark } from './benchmark.js';

const SOURCES = 16;
/** A mean delay of 50 ms. */
const DELAY_MAX_US = 100_000;
/** Drawn beforehand, so that drawing is not measured. A prime, so that no source meets the same delays again and again. */
const DELAYS = 65_537;
const EVENTS = 1_000_000;
/** Two hours into a run: numbers beyond 31 bits cost V8 more where they lie in objects. */
const START_US = 7_200_000_000;

const hold = async (pending: number): Promise<number> => {
  const draw = new Draws('bench').stream('hold', pending);
  const delays = Int32Array.from({ length: DELAYS }, () => 1 + Math.floor(draw() * DELAY_MAX_US));
  const loop = new Loop(instant(START_US));
  let next = 0;
  const delay = (): number => delays[next++ % DELAYS] ?? 0;
  const handlers = Array.from({ length: SOURCES }, (_, source) => {
    const handler = (): void => {
      loop.schedule(instant(loop.now + delay()), source, handler);
    };
    return handler;
  });
  while (loop.pending < pending) {
    for (const [source, handler] of handlers.entries()) loop.schedule(instant(START_US + delay()), source, handler);
  }

  const started = performance.now();
  await loop.runUntil(instant(Number.MAX_SAFE_INTEGER), { until: () => loop.eventsTaken >= EVENTS });
  return loop.eventsTaken / ((performance.now() - started) / 1_000);
};

const holdModel = (pending: number, atLeast: number): Benchmark => ({
  name: `event queue, hold model, ${pending.toLocaleString('en-US')} pending`,
  unit: 'events/s',
  demand: { atLeast },
  run: () => hold(pending),
});

export const eventQueue: readonly Benchmark[] = [holdModel(1_000, 2_500_000), holdModel(100_000, 800_000)];
