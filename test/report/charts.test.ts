/** The specs of charts: golden files, and what must hold of each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinned } from '../../src/report/charts/thinned.js';
import { csv } from '../../src/report/csv.js';
import { binWidth } from '../../src/report/series/time-bins.js';
import { chartOf, EVERY_FAULT, NOTHING, told } from './running.js';

const runs = { 'every-fault': await told(EVERY_FAULT), nothing: await told(NOTHING) };

describe('allCharts', () => {
  it.each(Object.entries(runs))('should draw the run "%s" as its golden file says', async (name, { charts }) => {
    await expect(`${JSON.stringify(charts, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });

  it('should ask a question each, name units on every axis and have a table', () => {
    for (const { title, x, y, table } of runs['every-fault'].charts) {
      expect(title).toMatch(/^(?:How|What|When|In which) .*\?$/);
      for (const axis of [x, y]) if (axis.kind === 'number') expect(axis.title).toMatch(/\(.+\)$/);
      expect(table.rows.length).toBeGreaterThan(0);
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    }
  });

  it('should shade every fault on every axis of time', () => {
    const timed = runs['every-fault'].charts.filter(({ x }) => x.kind === 'time');
    expect(timed.map(({ name }) => name)).toEqual(['epochs', 'messages', 'recovery', 'retained-states', 'clocks']);
    for (const { faults } of timed) expect(faults).toEqual(runs['every-fault'].series.faults);
  });

  it('should say so where there is nothing to draw', () => {
    const silent = runs.nothing.charts.filter(({ name }) => name !== 'epochs');
    for (const { empty } of silent) expect(empty).toMatch(/^.+\.$/);
    expect(chartOf(runs.nothing, 'epochs').empty).toBeUndefined();
    expect(runs['every-fault'].charts.filter(({ empty }) => empty !== undefined)).toEqual([]);
  });

  it('should dash the epochs of a branch that lost', () => {
    const lines = chartOf(runs['every-fault'], 'epochs').data;
    const dashed = lines.map((line) => (line.kind === 'steps' ? line.points.filter((point) => point.dashed).length : 0));
    expect(dashed).toEqual([0, 1]);
  });
});

describe('a long run', () => {
  const points = fc
    .array(fc.record({ x: fc.integer({ min: 0, max: 10_000 }), y: fc.option(fc.integer()) }), { minLength: 1_000, maxLength: 5_000 })
    .map((all) => all.toSorted((a, b) => a.x - b.x));

  it('should keep the first, the last, the highest and the lowest of its points, in order, and few', () => {
    fc.assert(
      fc.property(points, (all) => {
        const few = thinned(all, 10_000);
        expect(few.length).toBeLessThanOrEqual(1_600);
        expect([few[0], few.at(-1)]).toEqual([all[0], all.at(-1)]);
        const heights = (of: typeof all) => of.map(({ y }) => y ?? -1);
        expect(Math.max(...heights([...few]))).toBe(Math.max(...heights(all)));
        expect(Math.min(...heights([...few]))).toBe(Math.min(...heights(all)));
        expect(few).toEqual(all.filter((point) => few.includes(point)));
      }),
      { numRuns: 20 },
    );
  });

  it('should have at most sixty columns', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4e14 }), (duration) => Math.ceil(duration / binWidth(duration)) <= 60));
    expect(binWidth(3_600_000_000)).toBe(60_000_000);
  });
});

describe('csv', () => {
  it('should quote what needs it (RFC 4180), and hand a spreadsheet no formula', () => {
    const rows = [
      ['a,b', 1.5, null],
      ['say "hi"', -1, 'two\nlines'],
      ['=1+1', 0, '@bob:b.example/1'],
    ];
    expect(csv({ columns: ['name', 'x (ms)', 'more'], rows })).toBe(
      'name,x (ms),more\r\n"a,b",1.5,\r\n"say ""hi""",-1,"two\nlines"\r\n\'=1+1,0,@bob:b.example/1\r\n',
    );
  });
});
