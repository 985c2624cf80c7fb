import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microseconds } from '../../src/kernel/time.js';
import { driftComplaint, formatDrift, parseDrift } from '../../src/scenario/drifts.js';
import { durationComplaint, formatDuration, parseDuration } from '../../src/scenario/durations.js';
import { formatRate, parseRate, rateComplaint } from '../../src/scenario/rates.js';

const YEAR_US = 365 * 86_400_000_000;

describe('durations', () => {
  it.each([
    ['150ms', 150_000],
    ['2s', 2_000_000],
    ['1.5m', 90_000_000],
    ['3h', 10_800_000_000],
    ['7d', 604_800_000_000],
    ['-90s', -90_000_000],
    ['0.0004ms', 0],
  ])('should read %s as %d µs', (text, length) => {
    expect(parseDuration(text)).toBe(length);
  });

  it('should read what they write, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99 * YEAR_US, max: 99 * YEAR_US }), (count) => {
        expect(parseDuration(formatDuration(microseconds(count)))).toBe(count);
      }),
    );
  });

  it('should be written in the largest unit that divides them', () => {
    const written = ['86400s', '90m', '1.5m', '3600000ms', '0.25ms', '0h'].map((text) => formatDuration(parseDuration(text)!));
    expect(written).toEqual(['1d', '90m', '90s', '1h', '0.25ms', '0s']);
  });

  it('should refuse everything else, and say something of it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^-?\d+ ?[a-z]{0,7}$/)), (text) => {
        fc.pre(!/^-?\d+(\.\d+)?(ms|s|m|h|d)$/.test(text));
        expect(parseDuration(text)).toBeUndefined();
        expect(durationComplaint(text)).toMatch(/expected|did you mean/);
      }),
    );
    expect(parseDuration('36501d')).toBeUndefined();
  });
});

describe('rates', () => {
  it('should be times a second', () => {
    expect(['2/min', '1/h', '0.5/s', '1/d', '0/h'].map(parseRate)).toEqual([2 / 60, 1 / 3_600, 0.5, 1 / 86_400, 0]);
  });

  it('should be written as a person would have', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.constantFrom('s', 'min', 'h', 'd'), (amount, unit) => {
        const written = formatRate(parseRate(`${amount}/${unit}`)!);
        expect(parseRate(written)).toBe(parseRate(`${amount}/${unit}`));
        expect(written.length).toBeLessThanOrEqual(`${amount}/${unit}`.length);
      }),
    );
  });

  it('should read what they write, exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (perSecond) => {
        expect(parseRate(formatRate(perSecond))).toBe(perSecond);
      }),
    );
  });

  it('should refuse everything else, and say something of it', () => {
    for (const text of ['2', '2/m', '2 per hour', '-1/h', '/h', '']) {
      expect(parseRate(text)).toBeUndefined();
      expect(rateComplaint(text)).toMatch(/expected|did you mean/);
    }
  });
});

describe('drifts', () => {
  it('should read what they write, exactly', () => {
    fc.assert(
      fc.property(fc.double({ min: -500_000, max: 500_000, noNaN: true }), (ppm) => {
        expect(parseDrift(formatDrift(ppm))).toBe(ppm === 0 ? 0 : ppm);
      }),
    );
  });

  it('should refuse a clock that hardly runs, and what has no unit', () => {
    for (const value of ['-500001ppm', '50', '50 ppm', 50]) {
      expect(typeof value === 'string' ? parseDrift(value) : undefined).toBeUndefined();
      expect(driftComplaint(value)).toMatch(/expected|range/);
    }
  });
});
