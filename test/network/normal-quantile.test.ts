import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/network/normal-quantile.js';

describe('the normal quantile', () => {
  // By Python 3's `statistics.NormalDist().inv_cdf`; the region of each polynomial, and the borders between them.
  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798405],
    [1e-9, -5.9978070150076865],
    [0.001, -3.090232306167813],
    [0.02, -2.0537489106318225],
    [0.075, -1.4395314709384557],
    [0.3, -0.5244005127080407],
    [0.5, 0],
    [0.7, 0.5244005127080407],
    [0.925, 1.439531470938456],
    [0.99, 2.3263478740408408],
    [1 - 2 ** -53, 8.209536151601386],
  ])('of %d should be %d', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 13);
  });

  it('of 0 should be below everything', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  });
});
