/** Comparing variants pair by pair. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/experiment/compare-runs.js';
import type { Metrics } from '../../src/observe/metrics.js';

const metricsOf = (sent: number, final: boolean): Metrics =>
  ({ messages: { sent }, agreement: { final }, recovery: { duration_ms: { p50: null } } }) as unknown as Metrics;
const runs = fc.array(fc.tuple(fc.nat(100), fc.boolean(), fc.nat(100), fc.boolean()), { minLength: 6, maxLength: 20 });

describe('comparing runs', () => {
  it('should count each pair once, turn round with the variants, and show no difference between a variant and itself', () => {
    fc.assert(
      fc.property(runs, (some) => {
        const first = some.map(([sent, final]) => metricsOf(sent, final));
        const other = some.map(([, , sent, final]) => metricsOf(sent, final));
        const there = compareRuns(first, other);
        const back = compareRuns(other, first);
        // Of names that a pattern allows and nothing was counted under, both have none.
        const found = there.filter(({ higher, lower }) => higher + lower > 0).map(({ metric }) => metric);
        for (const metric of found) expect(['messages.sent', 'agreement.final']).toContain(metric);
        for (const [place, { metric, higher, lower, same, difference, first: a, other: b }] of there.entries()) {
          expect(higher + lower + same).toBe(some.length);
          expect(difference.value).toBeCloseTo(b - a, 9);
          expect(back[place]).toMatchObject({ metric, higher: lower, lower: higher, same });
        }
        expect(compareRuns(first, first).filter(({ differs }) => differs)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('should show what differs in every pair, and not what differs in one', () => {
    const first = Array.from({ length: 20 }, (_, place) => metricsOf(10 * place, true));
    const shifted = compareRuns(
      first,
      first.map(({ messages, agreement }) => metricsOf(messages.sent + 3, agreement.final)),
    );
    expect(shifted.filter(({ differs }) => differs)).toMatchObject([
      { metric: 'messages.sent', difference: { value: 3, interval: { low: 3, high: 3 } }, higher: 20, lower: 0, same: 0 },
    ]);
    const once = compareRuns(
      first,
      first.map((metrics, place) => (place === 7 ? metricsOf(999, true) : metrics)),
    );
    expect(once.filter(({ differs }) => differs)).toEqual([]);
    expect(once.find(({ metric }) => metric === 'messages.sent')).toMatchObject({ higher: 1, same: 19 });
  });
});
