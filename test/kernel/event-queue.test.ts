import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue, type ScheduledEvent } from '../../src/kernel/event-queue.js';
import { instant } from '../../src/kernel/time.js';

type Step =
  | { readonly kind: 'push'; readonly at: number; readonly source: number; readonly isWork: boolean }
  | { readonly kind: 'cancel'; readonly which: number }
  | { readonly kind: 'take' };

/** Few times and sources, so that ties are common; one time beyond 32 bits. */
const push = fc.record({
  kind: fc.constant('push' as const),
  at: fc.constantFrom(-3, 0, 1, 2, 7_200_000_000),
  source: fc.nat({ max: 3 }),
  isWork: fc.boolean(),
});
const cancel = fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() });
const take = fc.constant({ kind: 'take' as const });
const steps = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array<Step>(fc.oneof({ weight: 4, arbitrary: push }, { weight: 2, arbitrary: cancel }, { weight: 1, arbitrary: take }), {
    maxLength,
    size: 'max',
  });

interface Modelled {
  readonly at: number;
  readonly source: number;
  readonly id: number;
  readonly isWork: boolean;
  readonly event: ScheduledEvent;
}

/** The queue's order: pushes of one source are numbered as they come, so `id` stands in for the source's own number. */
const firstOf = (pending: readonly Modelled[]): Modelled | undefined =>
  pending.toSorted((a, b) => a.at - b.at || a.source - b.source || a.id - b.id)[0];

describe('event queue', () => {
  it('should take by time, then source, then order of pushing, and cancel exactly what is pending', () => {
    fc.assert(
      fc.property(steps(300), (script) => {
        const queue = new EventQueue<number>();
        let pending: Modelled[] = [];
        const all: Modelled[] = [];
        for (const step of script) {
          if (step.kind === 'push') {
            const event = queue.push(instant(step.at), step.source, all.length, step.isWork);
            const modelled = { ...step, id: all.length, event };
            all.push(modelled);
            pending.push(modelled);
          } else if (step.kind === 'cancel' && all.length > 0) {
            const chosen = all[step.which % all.length];
            expect(queue.cancel(chosen?.event as ScheduledEvent)).toBe(pending.includes(chosen as Modelled));
            pending = pending.filter((each) => each !== chosen);
          } else if (step.kind === 'take' && pending.length > 0) {
            const first = firstOf(pending);
            expect(queue.take()).toBe(first?.id);
            pending = pending.filter((each) => each !== first);
          }
          expect(queue.size).toBe(pending.length);
          expect(queue.workSize).toBe(pending.filter((each) => each.isWork).length);
          expect(queue.firstAt).toBe(firstOf(pending)?.at ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('should keep everything when it grows beyond its first size', () => {
    const queue = new EventQueue<number>();
    const times = Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 5_003);

    const events = times.map((at, i) => queue.push(instant(at), i % 5, at, false));
    for (const [i, event] of events.entries()) if (i % 3 === 0) queue.cancel(event);

    const taken = Array.from({ length: queue.size }, () => queue.take());
    expect(taken).toEqual(times.filter((_, i) => i % 3 !== 0).sort((a, b) => a - b));
  });

  it('should not take a slot used again for the event that was in it', () => {
    const queue = new EventQueue<string>();
    const first = queue.push(instant(1), 0, 'first', false);
    queue.take();
    queue.push(instant(2), 0, 'second', false);

    expect(queue.cancel(first)).toBe(false);
    expect(queue.take()).toBe('second');
  });
});
