/** Charts of sweeps and comparisons: what they show of a result, and that nothing of it is lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { png, svg } from '../../src/report/drawing/draw.js';
import { mixed } from '../../src/report/drawing/theme.js';
import { comparisonCharts } from '../../src/report/many-runs/comparison-charts.js';
import { comparisonPage } from '../../src/report/many-runs/comparison-page.js';
import { estimateWords } from '../../src/report/many-runs/estimate-words.js';
import { sweepLines, valueAxis } from '../../src/report/many-runs/lines.js';
import { readComparison, readSweep } from '../../src/report/many-runs/read-result.js';
import { sweepCharts } from '../../src/report/many-runs/sweep-charts.js';
import { sweepPage } from '../../src/report/many-runs/sweep-page.js';
import { pageScript } from '../../src/report/page-script.js';
import { HOSTILE } from './in-browser.js';
import { COMPARISON, LOSSES, READINGS, sweepOf, varied, WINDOWS } from './many-runs.js';

const script = await pageScript('many-runs-page');
const named = (charts: ReturnType<typeof sweepCharts>, name: string) => {
  const chart = charts.find((each) => each.name === name);
  if (chart === undefined) throw new Error(`there is no chart ${name} in ${charts.map((each) => each.name).join(', ')}`);
  return chart;
};

describe('sweepLines', () => {
  const path = fc
    .record({ path: fc.constantFrom('a.a', 'b.b', 'c.c', 'd.d'), count: fc.integer({ min: 1, max: 4 }) })
    .map(({ path: name, count }) =>
      varied(name, ...Array.from({ length: count }, (_, place) => [`${name}${place}`, place] as [string, number])),
    );
  const paths = fc.uniqueArray(path, { minLength: 1, maxLength: 3, selector: ({ path: name }) => name });

  it('should show each point once, or say how many lines are left', () => {
    fc.assert(
      fc.property(paths, fc.func(fc.boolean()), (all, isLeftOut) => {
        const sweep = sweepOf(all, isLeftOut);
        fc.pre(sweep.points.length > 0);
        const { along, lines, left } = sweepLines(sweep);
        const shown = lines.flatMap(({ points }) => points.filter((point) => point !== undefined));
        expect(new Set(shown).size).toBe(shown.length);
        for (const { points } of lines)
          for (const [place, point] of points.entries())
            if (point !== undefined) expect(point.values.find((each) => each.path === along.path)?.value).toBe(along.values[place]?.value);
        if (left === 0) expect(shown.length).toBe(sweep.points.length);
        else expect(lines).toHaveLength(8);
      }),
    );
  });
});

describe('valueAxis', () => {
  const amounts = (...all: readonly (number | null)[]) => valueAxis(varied('x.y', ...all.map((each) => [String(each), each] as const)));

  it('should draw numbers where they are, by factors where small ones could not be told apart, and names one beside the other', () => {
    expect(amounts(0, 5, 10)).toMatchObject({ at: [0, 5, 10], joined: true });
    expect(amounts(1, 10, 100, 1_000)).toMatchObject({ at: [1, 10, 100, 1_000], joined: true, axis: { by_factors: true } });
    expect(amounts(0, 1, 1_000)).toMatchObject({ at: [0, 1, 2], joined: true, axis: { title: expect.stringContaining('evenly') } });
    expect(amounts(null, null)).toMatchObject({ at: [0, 1], joined: false });
    expect(amounts(1, 120, 121, 500)).toMatchObject({ at: [0, 1, 2, 3] });
    expect(amounts(5)).toMatchObject({ joined: false });
  });

  it('should never put two values where they cannot be told apart', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 2, maxLength: 12 }), (all) => {
        const { axis, at } = amounts(...all);
        const isByFactors = axis.kind === 'values' && axis.by_factors === true;
        const places = at.map((each) => (isByFactors ? Math.log(each) : each)).sort((a, b) => a - b);
        const length = (places.at(-1) ?? 0) - (places[0] ?? 0);
        const gaps = places.slice(1).map((each, place) => (each - (places[place] ?? 0)) / length);
        expect(Number.isFinite(length)).toBe(true);
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1 / 41);
      }),
    );
  });
});

describe('estimateWords', () => {
  const measured = { value: 0.5, interval: { low: 0.25, high: 0.75 }, runs: 4, part: 2, whole: 4, by_run: [] };

  it('should say a part of a whole in per cent, and so much for each of something else as a number', () => {
    const words = (measure: string) => estimateWords({ ...measured, measure });
    expect(words('messages.hidden.total/messages.pairs')).toBe('50 % [25 % to 75 %], 2 of 4');
    expect(words('agreement.final')).toBe('50 % [25 % to 75 %], 2 of 4');
    expect(words('messages.hidden.total/commits.published')).toBe('0.5 [0.25 to 0.75], 2 by 4');
    expect(estimateWords({ measure: 'messages.sent', value: 3, interval: null, runs: 1, by_run: [3] })).toBe(
      '3 [no interval of one run], 1 run',
    );
    expect(estimateWords({ measure: 'messages.sent', value: 0, interval: { low: 0, high: 0 }, runs: 9, by_run: [] })).toBe(
      '0 [the same in all runs], 9 runs',
    );
  });
});

describe('sweepCharts', () => {
  it('should draw a curve, a map and boxes of a ratio over two paths, and of a share of runs no boxes', () => {
    expect(sweepCharts(sweepOf([WINDOWS, LOSSES])).map(({ name }) => name)).toEqual([
      'messages-undecryptable-total-by-messages-pairs-curve',
      'messages-undecryptable-total-by-messages-pairs-map',
      'messages-undecryptable-total-by-messages-pairs-boxes',
      'agreement-final-curve',
      'agreement-final-map',
      'median-agreement-heal-ms-max-curve',
      'median-agreement-heal-ms-max-map',
    ]);
  });

  it('should join numbers by a line with a band, and draw marks for what is no number', () => {
    const [numbers, readings] = [sweepCharts(sweepOf([WINDOWS])), sweepCharts(sweepOf([READINGS]))].map(([curve]) => curve);
    expect(numbers?.data).toMatchObject([
      { kind: 'curve', points: [{ x: 0, y: 0, low: null }, { x: 300_000, low: expect.any(Number) }, { x: 600_000 }] },
    ]);
    expect(numbers?.note).toContain('none or all in every run');
    expect(readings?.data).toMatchObject([{ kind: 'estimates', along: 'y', points: [{ x: 0 }, { x: 1 }] }]);
  });

  it('should have every point in the tables, whatever is drawn, and a square for each in the map', () => {
    const many = varied('network.loss', ...Array.from({ length: 12 }, (_, place) => [String(place), place] as [string, number]));
    const sweep = sweepOf([WINDOWS, many], ([window, loss]) => window === '5m' && loss === '3');
    const [curve, map, boxes] = sweepCharts(sweep);
    expect([curve?.table.rows.length, boxes?.table.rows.length]).toEqual([35, 35]);
    expect([curve?.data.length, boxes?.data.length]).toEqual([8, 8]);
    expect(curve?.note).toContain('4 more lines are in the table only');
    expect(map?.data).toMatchObject([{ cells: { length: 35 } }]);
  });

  it('should draw all other measures against one that is named, with the values beside the points', () => {
    const charts = sweepCharts({ ...sweepOf([WINDOWS, LOSSES]), against: 'agreement.final' });
    const names = charts.map(({ name }) => name).filter((name) => name.endsWith('trade-off'));
    expect(names).toEqual([
      'messages-undecryptable-total-by-messages-pairs-against-agreement-final-trade-off',
      'median-agreement-heal-ms-max-against-agreement-final-trade-off',
    ]);
    const chart = named(charts, names[0] ?? '');
    expect(chart.data[1]).toMatchObject({ kind: 'curve', label: 'network.loss = 0.1', points: [{ x: 0.5, y: 1 / 6, mark: '0s' }, {}, {}] });
    expect(chart.table.rows).toHaveLength(6);
    expect(svg(chart).length).toBeGreaterThan(
      svg({
        ...chart,
        data: chart.data.map((each) =>
          each.kind === 'curve' ? { ...each, points: each.points.map(({ mark: _, ...point }) => point) } : each,
        ),
      }).length,
    );
  });

  it('should say so where nothing is known', () => {
    expect(named(sweepCharts(sweepOf([WINDOWS])), 'median-agreement-heal-ms-max-curve')).toMatchObject({
      data: [],
      empty: 'No run tells anything of this.',
    });
  });

  it('should ask a question each, and have a unit on every axis of numbers', () => {
    for (const { title, x, y, table } of [...sweepCharts(sweepOf([WINDOWS, LOSSES])), ...comparisonCharts(COMPARISON)]) {
      expect(title).toMatch(/^(?:How|What|Which) .*\?$/);
      for (const axis of [x, y]) if (axis.kind === 'number') expect(axis.title).toMatch(/\(.+\)$/);
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    }
  });
});

describe('comparisonCharts', () => {
  const charts = comparisonCharts(COMPARISON);

  it('should draw what differs first, each metric pair by pair, and nothing of what is the same in every pair', () => {
    expect(charts.map(({ name }) => name)).toEqual(['differences', 'messages-sent-pairs', 'commits-grafts-pairs', 'commits-lost-pairs']);
    const dots = named(charts, 'messages-sent-pairs').data.find(({ kind }) => kind === 'dots');
    expect(dots?.kind === 'dots' ? dots.points.map(({ y }) => y) : []).toEqual([1, 2, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0]);
  });

  it('should show differences by the mean of both, so that there is one even of zero', () => {
    const [first] = named(charts, 'differences').data;
    expect(first?.kind === 'estimates' ? first.points.map(({ x }) => x) : []).toEqual([expect.closeTo((2 / 11) * 100), 200]);
    expect(named(charts, 'differences').table.rows).toHaveLength(6);
  });

  it('should say so where no difference is shown', () => {
    const [overview] = comparisonCharts({ ...COMPARISON, pairs: 0, differences: [] });
    expect(overview?.empty).toBe('No difference is shown in any metric.');
  });
});

describe('pictures of many runs', () => {
  const charts = [...sweepCharts(sweepOf([WINDOWS, LOSSES])), ...comparisonCharts(COMPARISON)];

  it.each(charts.map((chart) => [chart.name, chart] as const))('should be the same bytes twice: %s', (_name, chart) => {
    expect(png(chart).equals(png(chart))).toBe(true);
    const vector = svg(chart);
    expect(svg(chart).equals(vector)).toBe(true);
    // Without its data there is less in it.
    if (chart.data.length > 0) expect(vector.length).toBeGreaterThan(svg({ ...chart, data: [] }).length + 500);
  });

  it('should mix colours', () => {
    expect([mixed('#000000', '#ffffff', 0.5), mixed('#102030', '#405060', 0), mixed('#102030', '#405060', 1)]).toEqual([
      '#808080',
      '#102030',
      '#405060',
    ]);
  });
});

describe('the pages of many runs', () => {
  const tags = (text: string): readonly string[] =>
    text
      .replace(script, '')
      .match(/<[a-z!/][^>]*/gi)
      ?.map((tag) => tag.split(/[\s>]/)[0] ?? '') ?? [];

  it('should have as many elements whatever the names are', () => {
    const sweep = (name: string) => {
      const result = sweepOf([varied('a.b', [name, null], ['x', null])]);
      return sweepPage({ ...result, scenario: { name, about: name }, command: name }, sweepCharts(result), script);
    };
    const comparison = (name: string) =>
      comparisonPage(
        { ...COMPARISON, variants: COMPARISON.variants.map(() => ({ name, command: name })) },
        comparisonCharts(COMPARISON),
        script,
      );
    for (const page of [sweep, comparison]) {
      expect(tags(page(HOSTILE))).toEqual(tags(page('a name')));
      expect(page(HOSTILE)).not.toContain(HOSTILE);
    }
  });

  it('should say how to get the same again, what was varied, and what went wrong', () => {
    const sweep = sweepOf([WINDOWS, LOSSES], ([window]) => window === '0s');
    const page = sweepPage(
      { ...sweep, interrupted: true, replications: 7, points: sweep.points.map((point) => ({ ...point, violated: 2, failed: 1 })) },
      [],
      script,
    );
    for (const part of [
      'schism sweep a.yaml',
      '0s, 5m, 10m',
      '2 combinations left out',
      'Interrupted: 4 runs are missing',
      'In 8 runs an invariant did not hold',
      'In 4 runs an expectation',
    ])
      expect(page).toContain(part);
  });
});

describe('reading results of many runs', () => {
  it('should give back what was written', () => {
    const sweep = sweepOf([WINDOWS, READINGS]);
    expect(readSweep(JSON.stringify(sweep))).toEqual({ ok: true, data: sweep });
    expect(readComparison(JSON.stringify(COMPARISON))).toEqual({ ok: true, data: COMPARISON });
  });

  it('should refuse what is none, and say where', () => {
    const sweep = sweepOf([WINDOWS]);
    const [first, ...others] = sweep.points;
    for (const [text, message] of [
      ['{', /^this is not JSON/],
      [JSON.stringify({ ...sweep, points: [] }), /^points: /],
      [JSON.stringify({ ...sweep, varied: [{}] }), /^varied\.0\.path: /],
      [
        JSON.stringify({ ...sweep, points: [{ ...first, measures: first?.measures.slice(1) }, ...others] }),
        /do not have the same measures/,
      ],
    ] as const)
      expect(readSweep(text)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
    expect(readComparison(JSON.stringify({ ...COMPARISON, differences: [] }))).toMatchObject({
      ok: false,
      message: expect.stringContaining('for each variant'),
    });
  });
});
