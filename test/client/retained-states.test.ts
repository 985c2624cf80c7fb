import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthenticatedData } from '../../src/room/msc4256/authenticated-data.js';
import { DATA, DeviceBench } from './device-bench.js';

const withWindow = (windowSeconds: number): AuthenticatedData => ({ ...DATA, security: { windowSeconds } });
const WEEK = 7 * 24 * 3600;

describe('states kept because of security.window', () => {
  it('should be kept from when they were left until exactly the window later, each by itself, through crashes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 60 }), crash: fc.boolean() }), { maxLength: 12, size: 'max' }),
        async (window, steps) => {
          const { on, first } = await DeviceBench.joined({ data: withWindow(window) });
          let last = first;
          let now = 0;
          const left: { label: unknown; at: number }[] = [];
          for (const { wait, crash } of steps) {
            now += wait;
            if (crash) await on.crash(wait);
            else await on.pass(wait);
            left.push({ label: last.event.carries, at: now });
            const next = on.other.commit(last.next, {}, withWindow(window));
            await on.current([last, next]);
            last = next;
            const expected = left.filter(({ at }) => now < at + window).map(({ label }) => label);
            expect(on.retained.reverse()).toStrictEqual(expected);
          }
          await on.pass(window);
          expect(on.retained).toStrictEqual([]);
          expect(on.factsOf('state_deleted').map(({ state }) => state)).toStrictEqual(left.map(({ label }) => label));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('should be deleted at the very moment, not before', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.current([first, on.other.commit(first.next)]);
    await on.pass(599.999);
    expect(on.retained).toStrictEqual([first.event.carries]);
    await on.pass(0.001);
    expect(on.retained).toStrictEqual([]);
  });

  it('should not be deleted while it is the current one again, and be kept as long as ever once it is left again', async () => {
    const { on, first } = await DeviceBench.joined();
    const [ours, theirs] = [on.other.commit(first.next), on.other.commit(first.next)];
    await on.current([first, ours]);
    await on.pass(400);
    await on.current([first, theirs]);
    await on.current([first, ours]);
    await on.pass(599);
    expect(on.state).toBe(ours.event.carries);
    expect(on.factsOf('state_deleted').map(({ state }) => state)).toStrictEqual([]);
    await on.pass(1);
    // The fork was left for the second time 600 s ago, as was the other branch.
    expect(on.factsOf('state_deleted').map(({ state }) => state)).toStrictEqual([first.event.carries, theirs.event.carries]);
    expect(on.state).toBe(ours.event.carries);
  });

  it('should not be kept at all, if the window is 0', async () => {
    const { on, first } = await DeviceBench.joined({ data: withWindow(0) });
    await on.current([first, on.other.commit(first.next, {}, withWindow(0))]);
    expect(on.retained).toStrictEqual([]);
    expect(on.factsOf('state_retained')).toStrictEqual([]);
  });

  it('should not be kept longer than seven days, whatever the commit says', async () => {
    const { on, first } = await DeviceBench.joined({ data: withWindow(100 * WEEK) });
    await on.current([first, on.other.commit(first.next)]);
    await on.pass(WEEK - 1);
    expect(on.retained).toHaveLength(1);
    await on.pass(1);
    expect(on.retained).toHaveLength(0);
  });

  it.each([
    { window_value: 'parent', made: 100, applied: 300, kept: 100 },
    { window_value: 'own', made: 100, applied: 300, kept: 300 },
    { window_value: 'own', made: 100, applied: 0, kept: 0 },
    { window_value: 'max', made: 100, applied: 300, kept: 300 },
    { window_value: 'max', made: 300, applied: 100, kept: 300 },
  ] as const)('should be kept $kept s under $window_value: $made s in the commit that made it, $applied s in the next', async (row) => {
    const { on, first } = await DeviceBench.joined({ data: withWindow(row.made), reading: { window_value: row.window_value } });
    await on.current([first, on.other.commit(first.next, {}, withWindow(row.applied))]);
    await on.pass(Math.max(row.kept - 1, 0));
    expect(on.retained).toHaveLength(row.kept === 0 ? 0 : 1);
    await on.pass(1);
    expect(on.retained).toHaveLength(0);
  });

  it('should be kept, on going back to a fork, for what the commit applied there says under own', async () => {
    const { on, first } = await DeviceBench.joined({ data: withWindow(0), reading: { window_value: 'own' } });
    const [ours, theirs] = [on.other.commit(first.next, {}, withWindow(300)), on.other.commit(first.next, {}, withWindow(300))];
    await on.current([first, ours]);
    await on.current([first, theirs]);
    expect(on.state).toBe(theirs.event.carries);
    expect(on.retained).toContain(ours.event.carries);
  });
});
