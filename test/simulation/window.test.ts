/** What `security.window` is for: a partition with a commit on both sides, healed after twelve minutes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runOf } from './running.js';

/** The second power converts Bob's pending commit in its slot, five minutes after he sent it; the partition ends at 22 minutes. */
const parted = (window: string, more: object = {}) => ({
  seed: 5,
  duration: '50m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@bert:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window } },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { every: '2m', by: 'device' } },
  timeline: [
    { at: '10m', partition: [['a.example'], ['b.example']], for: '12m' },
    { at: '11m', commit: { by: '@alice:a.example', update: true } },
    { at: '12m', commit: { by: '@bob:b.example', update: true } },
  ],
  ...more,
});

describe('a partition with commits on both sides', () => {
  it('should cost the losing side its messages and its place in the group (if the window is 0)', async () => {
    const { messages, recovery, exposure, agreement } = (await runOf(parted('0s'))).metrics;
    expect(messages.undecryptable.fork).toBeGreaterThan(0);
    expect(messages.withheld).toBeGreaterThan(0);
    expect(recovery).toMatchObject({ episodes: 2, unrecovered: 2 });
    expect(exposure.retained_state_seconds).toBe(0);
    expect(agreement.devices_current).toBeCloseTo(1 / 3);
  });

  it('should be recovered from (if the window is long enough)', async () => {
    const { messages, recovery, exposure, agreement } = (await runOf(parted('10m'))).metrics;
    const { messages: lost } = (await runOf(parted('0s'))).metrics;
    expect(recovery).toMatchObject({ episodes: 2, by_window: 2 });
    expect(messages.decrypted_late + messages.decrypted).toBeGreaterThan(lost.decrypted);
    expect(messages.undecryptable.total).toBeLessThan(lost.undecryptable.total);
    expect(messages.withheld).toBe(0);
    expect(exposure.retained_state_seconds).toBeGreaterThan(0);
    expect(agreement.devices_current).toBe(1);
  });

  it('should be recovered from exactly if the window covers the time that it took', async () => {
    const needed = (await runOf(parted('0s'))).metrics.recovery.window_needed_ms.max ?? 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -20, max: 20 }), async (moreSeconds) => {
        const window = Math.floor(needed / 1_000) + moreSeconds;
        const { recovery } = (await runOf(parted(`${window}s`))).metrics;
        expect(recovery.by_window).toBe(window * 1_000 > needed ? 2 : 0);
      }),
      { numRuns: 8, examples: [[0], [1]] },
    );
  });

  it('should let the winning side read the losing branch (if the reading lets it, and its server shows the losing commit)', async () => {
    const read = async (read_losing_branch: string) =>
      (await runOf(parted('30m', { rules: { current_state: 'none', read_losing_branch } }))).metrics.messages.undecryptable.fork;
    expect(await read('within_window')).toBeLessThan(await read('no'));
  });
});
