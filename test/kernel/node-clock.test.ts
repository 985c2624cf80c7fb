import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/kernel/invariant-error.js';
import { type ClockChange, DRIFT_MAX, NodeClock } from '../../src/kernel/node-clock.js';
import { instant, localInstant, microseconds, milliseconds, minutes, seconds } from '../../src/kernel/time.js';

const drift = fc.oneof(
  fc.constantFrom(0, 50, -50, 12.5, DRIFT_MAX, -DRIFT_MAX),
  fc.double({ min: -DRIFT_MAX, max: DRIFT_MAX, noNaN: true }),
);

const clockWith = (offset: number, ppm: number, changes: readonly (readonly [number, ClockChange])[] = []): NodeClock => {
  const clock = new NodeClock({ offset: microseconds(offset), drift: ppm });
  for (const [at, change] of changes.toSorted(([a], [b]) => a - b)) clock.change(instant(at), change);
  return clock;
};

/** Steps and changes of drift, each with its instant. */
const changes = (atMax: number, stepMax: number) =>
  fc.array(
    fc.tuple(
      fc.integer({ min: -atMax, max: atMax }),
      fc.oneof(
        fc.record({ kind: fc.constant('step' as const), by: fc.integer({ min: -stepMax, max: stepMax }).map(microseconds) }),
        fc.record({ kind: fc.constant('drift' as const), drift }),
      ),
    ),
    { maxLength: 4 },
  );

describe('node clock', () => {
  it('should show its offset at time zero, and its drift in both directions from there', () => {
    const clock = clockWith(seconds(2), 50.5);
    expect(clock.localAt(instant(0))).toBe(seconds(2));
    expect(clock.localAt(instant(minutes(60)))).toBe(seconds(2) + minutes(60) + 181_800);
    expect(clock.localAt(instant(-minutes(60)))).toBe(seconds(2) - minutes(60) - 181_800);
  });

  it('should show a step from its instant on, and keep what it shows when its drift changes', () => {
    const clock = clockWith(0, 100, [
      [seconds(10), { kind: 'step', by: seconds(-90) }],
      [seconds(20), { kind: 'drift', drift: 0 }],
    ]);
    const shown = [seconds(10) - 1, seconds(10), seconds(20), seconds(30)].map((at) => clock.localAt(instant(at)));
    expect(shown).toEqual([10_000_998, -79_999_000, -69_998_000, -59_998_000]);
  });

  it('should find the first instant that shows a time, however it was changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -30, max: 30 }),
        drift,
        changes(40, 30),
        fc.integer({ min: -60, max: 60 }),
        fc.integer({ min: -40, max: 40 }),
        (offset, ppm, made, local, from) => {
          const clock = clockWith(offset, ppm, made);
          let first = from;
          while (clock.localAt(instant(first)) < local) first++;
          expect(clock.instantWhenShown(localInstant(local), instant(from))).toBe(first);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('should be exact to the microsecond over months', () => {
    const far = 1e13;
    fc.assert(
      fc.property(
        fc.integer({ min: -far, max: far }),
        drift,
        changes(far, far),
        fc.integer({ min: -far, max: far }),
        fc.integer({ min: -far, max: far }),
        (offset, ppm, made, local, from) => {
          const clock = clockWith(offset, ppm, made);
          const at = clock.instantWhenShown(localInstant(local), instant(from));
          expect(at).toBeGreaterThanOrEqual(from);
          expect(clock.localAt(at)).toBeGreaterThanOrEqual(local);
          if (at > from) expect(clock.localAt(instant(at - 1))).toBeLessThan(local);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('should not find an instant late where division has no exact result', () => {
    fc.assert(
      fc.property(fc.constantFrom(50, 20, -50), fc.integer({ min: -1e6, max: 1e6 }), (ppm, count) => {
        const clock = clockWith(0, ppm);
        const at = instant(seconds(count));
        expect(clock.instantWhenShown(clock.localAt(at), instant(at - 1))).toBe(
          clock.localAt(instant(at - 1)) < clock.localAt(at) ? at : at - 1,
        );
      }),
    );
  });

  it('should never go back but by a step, and never repeat or skip a time if it is true', () => {
    fc.assert(
      fc.property(drift, fc.integer({ min: -1e13, max: 1e13 }), (ppm, at) => {
        const drifting = clockWith(0, ppm);
        expect(drifting.localAt(instant(at + 1))).toBeGreaterThanOrEqual(drifting.localAt(instant(at)));
        expect(clockWith(7, 0).localAt(instant(at))).toBe(at + 7);
      }),
    );
  });

  it('should refuse a change before an earlier one, and a drift that is no clock’s', () => {
    const clock = clockWith(0, 0, [[milliseconds(10), { kind: 'step', by: seconds(1) }]]);
    expect(() => clock.change(instant(milliseconds(9)), { kind: 'step', by: seconds(1) })).toThrow(InvariantError);
    expect(() => clock.change(instant(milliseconds(11)), { kind: 'drift', drift: -1e6 })).toThrow(InvariantError);
    expect(() => clockWith(0, Number.NaN)).toThrow(InvariantError);
  });
});
