import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Samples } from '../../src/observe/percentiles.js';

const samplesOf = (values: readonly number[]): Samples => {
  const samples = new Samples();
  for (const value of values) samples.add(value);
  return samples;
};

/** Often equal to the one before. */
const sample = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -1_000, max: 1_000_000 }));

describe('Samples', () => {
  it('should give the smallest sample that so many percent do not exceed', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 300 }), (values) => {
        const { count, p50, p95, p99, max } = samplesOf(values).distribution(1);
        expect(count).toBe(values.length);
        expect(max).toBe(Math.max(...values));
        for (const [percent, value] of [
          [50, p50],
          [95, p95],
          [99, p99],
        ] as const) {
          expect(values).toContain(value);
          const below = values.filter((other) => other < (value ?? 0)).length;
          const upTo = values.filter((other) => other <= (value ?? 0)).length;
          expect(100 * below).toBeLessThan(percent * values.length);
          expect(100 * upTo).toBeGreaterThanOrEqual(percent * values.length);
        }
      }),
    );
  });

  it('should give null without a sample', () => {
    expect(samplesOf([]).distribution(1)).toEqual({ count: 0, p50: null, p95: null, p99: null, max: null });
  });

  it('should take many', () => {
    const values = Array.from({ length: 1_000 }, (_, index) => 1_000 - index);
    expect(samplesOf(values).distribution(1)).toEqual({ count: 1_000, p50: 500, p95: 950, p99: 990, max: 1_000 });
  });

  it('should hold to nearest rank where others interpolate', () => {
    expect(samplesOf([15, 20, 35, 40, 50]).distribution(10)).toEqual({ count: 5, p50: 3.5, p95: 5, p99: 5, max: 5 });
  });
});
