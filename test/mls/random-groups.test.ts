/**
 * Long random lives of a group, with all that members can do: no valid message is refused, and after every step all of one branch
 * share its secrets (RFC 9420 §8.7).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Devices } from './devices.js';
import { Life, operation, population } from './life.js';

const operations = 300;

describe('a group', () => {
  it(`should live through ${operations} operations of all kinds without a valid message refused, on several seeds`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: operations, maxLength: operations }), async (life) => {
        const devices = await Devices.create(population, 4);
        const lived = new Life(devices);
        for (const each of life) {
          await lived.live(each);
          expect(devices.views().size).toBe(1);
        }
        const { done } = lived;
        expect(Math.min(...Object.values(done))).toBeGreaterThan(20);
      }),
      { seed: 9420, numRuns: 3, endOnFailure: true },
    );
  }, 120_000);
});
