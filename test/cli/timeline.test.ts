/** The timeline of a summary, and its colours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLOURED, PLAIN, paintFor } from '../../src/cli/paint.js';
import { Timeline } from '../../src/cli/timeline.js';
import type { StampedFact } from '../../src/facts/index.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { SeriesFold } from '../../src/report/series/series-fold.js';
import { factsOf, runOf, scenarioOf } from '../simulation/running.js';

async function timelineOf(document: object, paint = PLAIN): Promise<readonly string[]> {
  const timeline = new Timeline();
  await runOf({ ...document, mls: 'symbolic' }, { onStated: timeline.fact });
  return timeline.lines(scenarioOf(document).duration, paint);
}

/** What stands in a row, by its label. */
const rowOf = (lines: readonly string[], label: string): string | undefined => {
  const width = lines[0]?.indexOf('0') ?? 0;
  return lines
    .find((line) => line.slice(0, width).trimEnd() === label)
    ?.slice(width)
    .padEnd(64);
};

const PARTED = {
  duration: '64m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@carol:c.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'] },
  recovery: { readd: 'never' },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { every: '30s', by: 'device' } },
  timeline: [
    { at: '10m', partition: [['a.example', 'c.example'], ['b.example']], for: '12m' },
    { at: '11m', commit: { by: '@alice:a.example', update: true } },
    { at: '12m', commit: { by: '@bob:b.example', update: true } },
    { at: '20m', crash: 'c.example', for: '5m' },
    { at: '40m', clock: { server: 'c.example', step: '2s' } },
  ],
};

/** The branch that wins has removed the device that was on the other one. */
const REMOVED_MEANWHILE = {
  seed: 370_842,
  duration: '60m',
  drain: '60m',
  servers: ['a.example', 'b.example'].map((name) => ({ name, clock: { offset: '0s', drift: '40ppm' } })),
  users: ['@user:a.example', '@user:b.example'].map((id) => ({ id })),
  room: { creator: '@user:a.example', powers: ['a.example', 'b.example'] },
  recovery: { readd: 'inviter', delay: { uniform: ['10s', '10m'] } },
  network: { latency: { median: '60ms', p99: '900ms' } },
  workload: {
    messages: { every: '4m', by: 'device' },
    commits: ['update', 'add', 'remove', 'state'].map((kind) => ({ kind, rate: '2/h', by: 'device' })),
  },
  timeline: [
    { at: '1m', for: '7m', crash: 'a.example' },
    { at: '8m', for: '11m', crash: 'b.example' },
  ],
};

describe('the timeline', () => {
  it('should show faults, who was on another branch and when, and how many devices were lost', async () => {
    const lines = await timelineOf(PARTED);
    // A column is a minute.
    expect(lines[0]?.trim()).toBe(`0${'1 h 4 m'.padStart(63)}`);
    expect(rowOf(lines, 'faults')).toBe(`${' '.repeat(10)}${'P'.repeat(10)}**CCC${' '.repeat(15)}K${' '.repeat(23)}`);
    expect(rowOf(lines, 'a.example +1')).toBe('━'.repeat(64));
    expect(rowOf(lines, 'b.example')).toMatch(/^━{17}╌{5,6}━{41,42}$/);
    expect(rowOf(lines, 'devices lost')).toMatch(/^ {22}1{42}$/);
    expect(lines.at(-1)).toBe(
      '━ on the chain that the room ended with, ╌ on another branch, P partition, C crash, K clock, * several faults',
    );
  });

  it('should say nothing of faults and branches where there are none', async () => {
    const lines = await timelineOf({ ...PARTED, timeline: [] });
    expect(lines.map((line) => line.trim())).toEqual([`0${'1 h 4 m'.padStart(63)}`, `a.example +2  ${'━'.repeat(64)}`]);
  });

  it('should be what the series of the charts say', async () => {
    await fc.assert(
      fc.asyncProperty<[object]>(randomScenario({ powers: [2, 3] }), async (document) => {
        const scenario = scenarioOf({ ...document, mls: 'symbolic' });
        const [timeline, series] = [new Timeline(), new SeriesFold(scenario)];
        const facts: readonly StampedFact[] = await factsOf({ ...document, mls: 'symbolic' });
        for (const fact of facts) {
          if (fact.fact.kind !== 'transmission') timeline.fact(fact);
          series.fact(fact);
        }
        const lines = timeline.lines(scenario.duration, PLAIN);
        const { epochs, episodes } = series.result({ fingerprint: '', command: '' });
        const wasElsewhere = epochs.some(({ steps }) =>
          steps.some(({ at_ms, final, commit }) => at_ms * 1_000 < scenario.duration && commit !== null && !final),
        );
        expect(lines.some((line) => line.includes('╌') && !line.includes('another'))).toBe(wasElsewhere);
        // Whom the branch that won has removed is lost to its server too, and in no episode; one that is over at once its device never knew of.
        const wasLost = episodes.some(({ from_ms, to_ms }) => from_ms * 1_000 < scenario.duration && to_ms > from_ms);
        const shown = /[\d#]/.test(rowOf(lines, 'devices lost') ?? '');
        expect(shown).toBe(wasLost || (shown && facts.some(({ fact }) => fact.kind === 'branch_lost')));
        for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThan(100);
      }),
      { numRuns: 15, examples: [[REMOVED_MEANWHILE]] },
    );
  });
});

describe('colours', () => {
  it('should be on a terminal that has them, and nowhere else', () => {
    for (const [isTTY, has, paint] of [
      [true, true, COLOURED],
      [true, false, PLAIN],
      [false, true, PLAIN],
    ] as const)
      expect(paintFor({ isTTY, hasColors: () => has })).toBe(paint);
    expect(paintFor({ isTTY: false })).toBe(PLAIN);
  });

  it('should change nothing but the colour', async () => {
    const coloured = await timelineOf(PARTED, COLOURED);
    expect(coloured.join('\n')).toContain('\u001b[31m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of
    expect(coloured.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(await timelineOf(PARTED));
  });
});
