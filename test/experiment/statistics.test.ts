/** Intervals, held to what they promise. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure } from '../../src/experiment/measures.js';
import { isNarrow, mean, proportion, quantile, rate, share, wilson } from '../../src/experiment/statistics.js';
import type { Metrics } from '../../src/observe/metrics.js';
import { parseMeasure } from '../../src/scenario/sweep/measure.js';

describe('Wilson’s interval', () => {
  it('should be what its formula gives, for figures that others have published', () => {
    // R, prop.test(x, n, correct = FALSE): 15 of 148, and 0 of 20.
    expect(wilson(15, 148).low).toBeCloseTo(0.0624, 4);
    expect(wilson(15, 148).high).toBeCloseTo(0.1605, 4);
    expect(wilson(0, 20).low).toBe(0);
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(wilson(20, 20).high).toBe(1);
  });

  it('should hold the share, lie within 0 and 1, turn round with it, and be narrower the more there are', () => {
    const counts = fc.integer({ min: 1, max: 10_000 }).chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(counts, ([successes, of]) => {
        const { low, high } = wilson(successes, of);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(successes / of).toBeGreaterThanOrEqual(low - 1e-12);
        expect(successes / of).toBeLessThanOrEqual(high + 1e-12);
        const other = wilson(of - successes, of);
        expect([other.low, other.high]).toEqual([expect.closeTo(1 - high, 10), expect.closeTo(1 - low, 10)]);
        const more = wilson(4 * successes, 4 * of);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

describe('drawing runs again', () => {
  it('should cover the truth about as often as it says', () => {
    // Runs of ten pairs each, all or none of which are lost: 40 runs are worth 40 trials, and not 400.
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const random = (place: number): number => ((Math.imul(trial * 40 + place + 1, 2_654_435_761) >>> 0) % 1_000) / 1_000;
      const runs = Array.from({ length: 40 }, (_, place) => ({ part: random(place) < 0.3 ? 10 : 0, whole: 10 }));
      const { interval } = proportion(runs, `trial ${trial}`);
      if (interval !== null && interval.low <= 0.3 && 0.3 <= interval.high) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
  });

  it('should be the same each time, whatever else is asked, and hold what it is of', () => {
    const runs = fc.array(fc.record({ part: fc.nat(50), whole: fc.integer({ min: 50, max: 100 }) }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(runs, (some) => {
        const first = proportion(some, 'a');
        proportion(some, 'b');
        expect(proportion(some, 'a')).toEqual(first);
        const { value, interval } = first;
        expect(value).toBeGreaterThanOrEqual((interval?.low ?? 1) - 1e-12);
        expect(value).toBeLessThanOrEqual((interval?.high ?? 0) + 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  it('should show no false certainty where all runs say the same, and none at all of one run', () => {
    expect(proportion(Array(24).fill({ part: 0, whole: 100 }), 'x')).toEqual({ value: 0, interval: wilson(0, 24), runs: 24 });
    expect(rate(Array(24).fill({ part: 0, whole: 100 }), 'x')).toEqual({ value: 0, interval: null, runs: 24 });
    expect(
      rate(
        [
          { part: 3, whole: 1 },
          { part: 5, whole: 1 },
        ],
        'x',
      ),
    ).toMatchObject({ value: 4, interval: { low: 3, high: 5 } });
    expect(proportion([{ part: 3, whole: 9 }], 'x')).toEqual({ value: 1 / 3, interval: null, runs: 1 });
    expect(proportion([{ part: 0, whole: 0 }], 'x').value).toBeNull();
    expect(mean([2, 4], 'x').value).toBe(3);
    expect(share([true, false, true, true])).toEqual({ value: 0.75, interval: wilson(3, 4), runs: 4 });
    expect(share([])).toEqual({ value: null, interval: null, runs: 0 });
  });
});

describe('a quantile', () => {
  it('should be the middle value, or lie between two in proportion, within its interval', () => {
    expect(quantile([3, 1, 2], 0.5, 'x').value).toBe(2);
    expect(quantile([1, 2, 3, 4], 0.5, 'x').value).toBe(2.5);
    // R, quantile(1:20, 0.95).
    const twenty = quantile(
      Array.from({ length: 20 }, (_, place) => place + 1),
      0.95,
      'x',
    );
    expect(twenty.value).toBeCloseTo(19.05, 10);
    expect(twenty.interval?.low).toBeLessThanOrEqual(19.05);
    expect(twenty.interval?.high).toBeLessThanOrEqual(20);
    expect(quantile([], 0.5, 'x')).toEqual({ value: null, interval: null, runs: 0 });
  });
});

describe('an interval', () => {
  it('should be narrow enough by its half, as a part of the value', () => {
    expect(isNarrow({ value: 10, interval: { low: 9.5, high: 10.5 } }, 0.05)).toBe(true);
    expect(isNarrow({ value: 10, interval: { low: 9.4, high: 10.5 } }, 0.05)).toBe(false);
    expect(isNarrow({ value: 0, interval: { low: 0, high: 0.1 } }, 0.05)).toBe(true);
    expect(isNarrow({ value: 10, interval: null }, 0.05)).toBe(false);
    expect(isNarrow({ value: null, interval: null }, 0.05)).toBe(true);
  });
});

describe('a measure', () => {
  it('should be a metric, or one by another, with the counts behind it', () => {
    for (const none of [
      'messages',
      'messages.sent/x',
      'agreement.final/messages.sent',
      'a/b/c',
      'median(agreement.final)',
      'mode(messages.sent)',
      'p95(x)',
    ])
      expect(parseMeasure(none)).toHaveProperty('message');
    const runs = [
      { messages: { pairs: 10, undecryptable: { total: 1 } }, agreement: { final: true } },
      { messages: { pairs: 30, undecryptable: { total: 5 } }, agreement: { final: false } },
    ] as unknown as readonly Metrics[];
    const of = (text: string) => {
      const parsed = parseMeasure(text);
      if ('message' in parsed) throw new Error(parsed.message);
      return measure(parsed, runs);
    };
    expect(of('messages.undecryptable.total/messages.pairs')).toMatchObject({ value: 0.15, part: 6, whole: 40, runs: 2 });
    expect(of('messages.pairs')).toMatchObject({ value: 20, runs: 2 });
    expect(of('p95(messages.pairs)')).toMatchObject({ value: 29, runs: 2 });
    expect(of('median(messages.pairs)')).toMatchObject({ value: 20, runs: 2 });
    expect(of('agreement.final')).toMatchObject({ value: 0.5, part: 1, whole: 2, interval: wilson(1, 2) });
  });
});
