/** What charts are drawn from has to say the same as the metrics, which are counted another way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, StampedFact } from '../../src/facts/index.js';
import { instant } from '../../src/kernel/time.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { serverName } from '../../src/names.js';
import type { Metrics } from '../../src/observe/metrics.js';
import { RoomHistory } from '../../src/observe/room-history.js';
import { EpochSeries } from '../../src/report/series/epochs.js';
import { FaultSeries } from '../../src/report/series/faults.js';
import { ENDINGS, OUTCOMES, type Series } from '../../src/report/series/series.js';
import { runOf } from '../simulation/running.js';
import { EVERY_FAULT, told } from './running.js';

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** The area below the line of states kept, in seconds. */
const kept = ({ retained, simulated_ms }: Series): number =>
  sum(retained.map(({ at_ms, states }, place) => (states * ((retained[place + 1]?.at_ms ?? simulated_ms) - at_ms)) / 1_000));

/** Compares every series of a run with its metrics, and gives these back. */
async function compared(document: object): Promise<Metrics> {
  const { series, outcome } = await told({ ...document, mls: 'symbolic' });
  const { messages, recovery, exposure, agreement } = outcome.metrics;
  expect(Object.fromEntries(OUTCOMES.map((key) => [key, sum(series.messages.pairs[key])]))).toEqual({
    decrypted: messages.decrypted - messages.decrypted_late,
    decrypted_late: messages.decrypted_late,
    soft_failed: messages.hidden.soft_failed,
    rejected: messages.hidden.rejected,
    fork: messages.undecryptable.fork,
    never_joined: messages.undecryptable.never_joined,
    key_deleted: messages.undecryptable.key_deleted,
    other: messages.undecryptable.other,
    undelivered: messages.undelivered,
  });
  for (const outcomes of Object.values(series.messages.pairs)) expect(Math.min(0, ...outcomes)).toBe(0);
  expect(sum(series.latency.map(({ pairs }) => pairs))).toBe(messages.decrypted);
  for (const ending of ENDINGS) expect(series.episodes.filter((episode) => episode.ending === ending).length).toBe(recovery[ending]);
  const lengths = series.episodes.filter(({ ending }) => ending !== 'unrecovered').map(({ from_ms, to_ms }) => to_ms - from_ms);
  expect(Math.max(0, ...lengths)).toBeCloseTo(recovery.duration_ms.max ?? 0, 6);
  expect(kept(series)).toBeCloseTo(exposure.retained_state_seconds, 3);
  for (const { commit, servers } of agreement.tips) {
    for (const name of servers) {
      const last = series.epochs.find(({ server }) => server === name)?.steps.at(-1);
      expect(last?.commit ?? null).toBe(commit);
      if (agreement.final) expect(last?.final).toBe(true);
    }
  }
  return outcome.metrics;
}

describe('the series of any run', () => {
  it('should add up to its metrics', async () => {
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1, 2, 3] }), async (document) => {
        await compared(document);
      }),
      { numRuns: 25 },
    );
    const [recovered, lost] = [
      await compared(EVERY_FAULT),
      await compared({ ...EVERY_FAULT, room: { ...EVERY_FAULT.room, security: {} } }),
    ];
    expect(recovered.recovery.by_window).toBeGreaterThan(0);
    expect(recovered.exposure.retained_state_seconds).toBeGreaterThan(0);
    expect(lost.recovery.unrecovered).toBeGreaterThan(0);
    expect(lost.messages.undecryptable.fork).toBeGreaterThan(0);
    expect(lost.messages.hidden.soft_failed).toBeGreaterThan(0);
  });

  it('should be of the scenario’s own room, as its metrics are (if that is upgraded)', async () => {
    const upgrade = { at: '38m', upgrade: { by: '@alice:a.example' } };
    const metrics = await compared({ ...EVERY_FAULT, timeline: [...EVERY_FAULT.timeline, upgrade] });
    expect(metrics.upgrade.messages.decrypted).toBeGreaterThan(0);
  });

  it('should put every latency into its class, and know the slowest one', async () => {
    const { series, outcome } = await told(EVERY_FAULT);
    const { p50, max } = outcome.metrics.messages.latency_ms;
    const [last] = series.latency.slice(-1);
    expect(max).toBeGreaterThanOrEqual(last?.from_ms ?? Number.NaN);
    expect(max).toBeLessThan(last?.to_ms ?? Number.NaN);
    const half = sum(series.latency.map(({ pairs }) => pairs)) / 2;
    const median = series.latency.find((_, place) => sum(series.latency.slice(0, place + 1).map(({ pairs }) => pairs)) >= half);
    expect(p50).toBeGreaterThanOrEqual(median?.from_ms ?? Number.NaN);
    expect(p50).toBeLessThan(median?.to_ms ?? Number.NaN);
  });

  it('should change nothing of the run', async () => {
    expect((await told(EVERY_FAULT)).outcome).toEqual(await runOf(EVERY_FAULT));
  });
});

describe('the series of a run with every fault', () => {
  it('should say when which fault was there', async () => {
    expect((await told(EVERY_FAULT)).series.faults).toEqual([
      { kind: 'partition', name: 'a.example | b.example', from_ms: 600_000, to_ms: 1_320_000 },
      { kind: 'crash', name: 'a.example', from_ms: 1_800_000, to_ms: 1_980_000 },
      { kind: 'offline', name: '@bob:b.example/1', from_ms: 1_860_000, to_ms: 2_160_000 },
      { kind: 'clock', name: 'b.example', from_ms: 2_400_000, to_ms: 2_400_000 },
      { kind: 'compromise', name: '@bert:b.example/1', from_ms: 2_700_000, to_ms: 2_700_000 },
    ]);
  });

  it('should have clocks run evenly but for their changes', async () => {
    const { series } = await told(EVERY_FAULT);
    const points = series.clocks.find(({ node }) => node === 'b.example')?.points ?? [];
    expect(points).toHaveLength(4);
    for (const { at_ms, offset_ms } of points) {
      const stepped = at_ms >= 2_400_000 ? -90_000 : 0;
      expect(offset_ms).toBeCloseTo(2_000 + stepped + at_ms * 50e-6, 0);
    }
    expect(series.clocks.find(({ node }) => node === 'a.example')?.points.map(({ offset_ms }) => offset_ms)).toEqual([0, 0]);
  });

  it('should show the losing branch on the server that was on it, and only as long as it was', async () => {
    const { series } = await told(EVERY_FAULT);
    const off = series.epochs.map(({ server, steps }) => [server, steps.filter(({ final }) => !final).length]);
    expect(off).toEqual([
      ['a.example', 0],
      ['b.example', 1],
    ]);
    const steps = series.epochs[1]?.steps ?? [];
    expect(steps.map(({ at_ms }) => at_ms)).toEqual(steps.map(({ at_ms }) => at_ms).toSorted((a, b) => a - b));
    expect(steps.find(({ final }) => !final)?.at_ms).toBeGreaterThan(720_000);
  });
});

describe('the series of facts', () => {
  const at = (microseconds: number, node: string, fact: Fact): StampedFact => ({
    at: instant(microseconds),
    node: serverName(node),
    local: undefined,
    fact,
  });

  it('should have a fault last until the end (if nothing ended it), and of two on one node end the first one first', () => {
    const fold = new FaultSeries();
    const node = serverName('a.example');
    for (const second of [1, 2]) fold.fact(at(second * 1_000_000, 'a.example', { kind: 'crashed', node }));
    fold.fact(at(3_000_000, 'a.example', { kind: 'restarted', node }));
    expect(fold.result(9_000_000).map(({ from_ms, to_ms }) => [from_ms, to_ms])).toEqual([
      [1_000, 3_000],
      [2_000, 9_000],
    ]);
  });

  it('should begin with how things stand at time zero', () => {
    const fold = new EpochSeries(new RoomHistory());
    const change = (graft: boolean): Fact => ({ kind: 'current_commit_changed', from: undefined, to: undefined, graft });
    for (const microseconds of [-2_000, -1_000, 5_000]) fold.fact(at(microseconds, 'a.example', change(true)));
    expect(fold.result()[0]?.steps.map(({ at_ms, graft }) => [at_ms, graft])).toEqual([
      [0, false],
      [5, true],
    ]);
  });
});
