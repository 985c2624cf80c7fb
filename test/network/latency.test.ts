import { describe, expect, it } from 'vitest';
import { Draws } from '../../src/kernel/draws.js';
import { type Duration, microseconds, milliseconds } from '../../src/kernel/time.js';
import { type LatencyLaw, quantileOf } from '../../src/network/latency.js';

const N = 20_000;
const MIN = milliseconds(30);
const MEAN = milliseconds(20);
const MEDIAN = milliseconds(40);
const P99 = milliseconds(400);

/** As the network samples: a number of its own for each transmission. */
const sampled = (law: LatencyLaw): readonly Duration[] => {
  const draws = new Draws('4256');
  return Array.from({ length: N }, (_, i) => quantileOf(law)(draws.uniform('latency', i)));
};

/** How far the share of `sample` up to `bound` lies from `probability`, in standard errors. */
const quantileError = (sample: readonly number[], bound: number, probability: number): number => {
  const share = sample.filter((x) => x <= bound).length / sample.length;
  return Math.abs(share - probability) / Math.sqrt((probability * (1 - probability)) / sample.length);
};

const meanOf = (sample: readonly number[]): number => sample.reduce((sum, x) => sum + x, 0) / sample.length;

/** How far the mean lies from `mean`, in the standard errors of a law of that standard deviation. */
const meanError = (sample: readonly number[], mean: number, deviation: number): number =>
  (Math.abs(meanOf(sample) - mean) / deviation) * Math.sqrt(sample.length);

describe('latency', () => {
  it.each<LatencyLaw>([
    { kind: 'constant', value: MIN },
    { kind: 'uniform', min: microseconds(0), max: microseconds(3) },
    { kind: 'exponential', min: microseconds(0), mean: microseconds(2) },
    { kind: 'lognormal', median: microseconds(2), p99: microseconds(9) },
  ])('should be a whole number of microseconds and not negative: %o', (law) => {
    expect(sampled(law).every((x) => Number.isInteger(x) && x >= 0)).toBe(true);
  });

  it('should be spread evenly between the ends of a uniform law', () => {
    const sample = sampled({ kind: 'uniform', min: MIN, max: MEDIAN });
    const width = MEDIAN - MIN;
    expect(meanError(sample, MIN + width / 2, width / Math.sqrt(12))).toBeLessThan(4);
    for (const share of [0.1, 0.5, 0.9]) expect(quantileError(sample, MIN + share * width, share)).toBeLessThan(4);
    expect(sample.every((x) => x >= MIN && x <= MEDIAN)).toBe(true);
  });

  it('should exceed the least of an exponential law by its mean', () => {
    const sample = sampled({ kind: 'exponential', min: MIN, mean: MEAN });
    expect(meanError(sample, MIN + MEAN, MEAN)).toBeLessThan(4);
    for (const share of [0.1, 0.5, 0.99]) expect(quantileError(sample, MIN - MEAN * Math.log(1 - share), share)).toBeLessThan(4);
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(MIN);
  });

  it('should have the median and the 99th percentile of a lognormal law, and its mean', () => {
    const sample = sampled({ kind: 'lognormal', median: MEDIAN, p99: P99 });
    expect(quantileError(sample, MEDIAN, 0.5)).toBeLessThan(4);
    expect(quantileError(sample, P99, 0.99)).toBeLessThan(4);

    const variance = (Math.log(P99 / MEDIAN) / 2.326_348) ** 2;
    const mean = MEDIAN * Math.exp(variance / 2);
    expect(meanError(sample, mean, mean * Math.sqrt(Math.exp(variance) - 1))).toBeLessThan(4);
  });

  it('should keep the order of latencies when a law changes', () => {
    const shares = [0, 1e-9, 0.1, 0.5, 0.9, 1 - 2 ** -53];
    for (const law of [
      { kind: 'uniform', min: MIN, max: MEDIAN },
      { kind: 'exponential', min: MIN, mean: MEAN },
      { kind: 'lognormal', median: MEDIAN, p99: P99 },
    ] as const) {
      const latencies = shares.map(quantileOf(law));
      expect(latencies).toEqual([...latencies].sort((a, b) => a - b));
      expect(latencies.every(Number.isSafeInteger)).toBe(true);
    }
  });
});
