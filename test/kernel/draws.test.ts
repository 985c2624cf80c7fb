import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draws } from '../../src/kernel/draws.js';

const N = 20_000;
const draws = new Draws('4256');
const key = fc.tuple(fc.string(), fc.oneof(fc.string(), fc.nat()), fc.nat());

const meanOf = (sample: readonly number[]): number => sample.reduce((sum, x) => sum + x, 0) / sample.length;

/** How far the covariance of independent uniform numbers lies from nought, in its own standard errors. */
const correlation = (a: readonly number[], b: readonly number[]): number =>
  meanOf(a.map((x, i) => (x - 0.5) * ((b[i] ?? 0) - 0.5))) * 12 * Math.sqrt(a.length);

/** How far the chi-square of bin numbers lies from what an even spread gives, in its own standard deviations. */
const deviationFromEven = (sample: readonly number[], bins: number): number => {
  const counts = new Array<number>(bins).fill(0);
  for (const bin of sample) counts[bin] = (counts[bin] ?? 0) + 1;
  const expected = sample.length / bins;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return Math.abs(chiSquare - (bins - 1)) / Math.sqrt(2 * (bins - 1));
};

describe('draws', () => {
  it('should depend on seed and key alone, not on what was drawn before', () => {
    fc.assert(
      fc.property(fc.string(), key, fc.array(key), (seed, [purpose, ...ids], others) => {
        const fresh = new Draws(seed).uniform(purpose, ...ids);
        const used = new Draws(seed);
        for (const [otherPurpose, ...otherIds] of others) used.stream(otherPurpose, ...otherIds)();
        expect(used.uniform(purpose, ...ids)).toBe(fresh);
      }),
    );
  });

  it('should be the same by way of a family', () => {
    fc.assert(
      fc.property(fc.string(), key, fc.string(), fc.nat(), (seed, [purpose, ...ids], thing, attempt) => {
        const family = new Draws(seed).family(purpose, ...ids);
        family(`not ${thing}`, attempt);
        expect(family(thing, attempt)).toBe(new Draws(seed).uniform(purpose, ...ids, thing, attempt));
      }),
    );
  });

  it('should tell keys apart that read the same when joined', () => {
    const values = [draws.uniform('p', 'a', 'b'), draws.uniform('p', 'a,b'), draws.uniform('p', 'a","b'), draws.uniform('pa', 'b')];
    values.push(draws.uniform('p', 1), draws.uniform('p', '1'), new Draws('p').uniform('4256', 1));
    expect(new Set(values).size).toBe(values.length);
  });

  // The seeds are fixed, so no bound here can fail by chance; 4 standard errors are met by 99.99 % of good generators.
  describe.each<[string, (i: number, link?: string) => number]>([
    ['attempts', (i, link = 'a') => draws.uniform('latency', link, 'b.example', '$event', i)],
    ['things', (i, link = 'a') => draws.uniform('latency', link, 'b.example', `a.example#${i}`, 1)],
    ['seeds', (i, link = 'a') => new Draws(String(i)).uniform('latency', link)],
    ['purposes', (i, link = 'a') => draws.uniform(`purpose ${i}`, link)],
  ])('over consecutive %s', (_, draw) => {
    const sample = Array.from({ length: N }, (_, i) => draw(i));

    it('should have the mean and variance of the uniform distribution', () => {
      const mean = meanOf(sample);
      const variance = meanOf(sample.map((x) => (x - 0.5) ** 2));
      expect(Math.abs(mean - 1 / 2) / Math.sqrt(1 / 12 / N)).toBeLessThan(4);
      expect(Math.abs(variance - 1 / 12) / Math.sqrt(1 / 180 / N)).toBeLessThan(4);
    });

    it('should fill [0, 1) evenly', () => {
      expect(
        deviationFromEven(
          sample.map((x) => Math.floor(x * 256)),
          256,
        ),
      ).toBeLessThan(4);
    });

    it('should correlate neither with their neighbours nor with the same draws of another link', () => {
      for (const lag of [1, 2, 10]) expect(Math.abs(correlation(sample.slice(0, -lag), sample.slice(lag)))).toBeLessThan(4);
      const other = Array.from({ length: N }, (_, i) => draw(i, 'c'));
      expect(Math.abs(correlation(sample, other))).toBeLessThan(4);
    });
  });

  it('should give as many bytes as asked for, and others each time', () => {
    const bytes = draws.bytes('entropy', '@alice:a.example/1');
    const parts = [32, 0, 5, 32].map((length) => bytes(length));
    expect(parts.map((part) => part.length)).toEqual([32, 0, 5, 32]);
    expect(parts[0]).not.toEqual(parts[3]);
    expect(parts[0]).toEqual(draws.bytes('entropy', '@alice:a.example/1')(32));
  });

  it('should give bytes of every value equally often, in every position of a draw', () => {
    const bytes = draws.bytes('entropy')(4 * N);
    for (const position of [0, 1, 2, 3]) {
      const values = bytes.filter((_, i) => i % 4 === position);
      expect(deviationFromEven(Array.from(values), 256)).toBeLessThan(4);
    }
  });

  it('should give the values that it always gave', () => {
    const stream = draws.stream('workload.messages', '@alice:a.example/1');
    expect([draws.uniform('loss', 'a.example', 'b.example', '$event', 1), stream(), stream()]).toMatchInlineSnapshot(`
      [
        0.5315646702085499,
        0.14250530206206602,
        0.4853178443497629,
      ]
    `);
    expect(Array.from(draws.bytes('entropy', '@alice:a.example/1')(8))).toMatchInlineSnapshot(`
      [
        156,
        27,
        109,
        211,
        172,
        159,
        250,
        176,
      ]
    `);
  });
});
