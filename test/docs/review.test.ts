/**
 * The review in `reports/msc4256/` is what its files say: the text holds the numbers of the results beside it, the pictures are drawn from
 * them, and any run of them, made again by hand, gives what they were counted from. `npm run review` makes all of it anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { COMPARISONS, SWEEPS } from '../../reports/msc4256/questions.js';
import { reviewText } from '../../reports/msc4256/text.js';
import type { Comparison } from '../../src/experiment/comparison.js';
import { measure } from '../../src/experiment/measures.js';
import { seedOf } from '../../src/experiment/run-sweep.js';
import { runOnce } from '../../src/experiment/run-worker.js';
import type { SweepResult } from '../../src/experiment/sweep-result.js';
import type { Metrics } from '../../src/observe/metrics.js';
import { csv } from '../../src/report/csv.js';
import { svg } from '../../src/report/drawing/draw.js';
import { comparisonCharts } from '../../src/report/many-runs/comparison-charts.js';
import { sweepCharts } from '../../src/report/many-runs/sweep-charts.js';
import { loadScenario } from '../../src/scenario/load.js';
import { loadSweep } from '../../src/scenario/sweep/load.js';
import { parseMeasure } from '../../src/scenario/sweep/measure.js';

const folder = fileURLToPath(new URL('../../reports/msc4256', import.meta.url));
const text = (path: string): string => readFileSync(`${folder}/${path}`, 'utf8');
const sweepOf = (name: string): SweepResult => JSON.parse(text(`${name}/sweep.json`)) as SweepResult;
const comparisonOf = (name: string): Comparison => JSON.parse(text(`${name}/comparison.json`)) as Comparison;
const fileOf = (name: string): string => `scenarios/review/${name}.yaml`;

describe('the review', () => {
  it('should hold the numbers of its results, and say nothing without its command', () => {
    const made = reviewText(text('template.md'), folder);
    expect(text('README.md') === made.text, 'npm run review makes it anew').toBe(true);
    for (const name of [...SWEEPS.map((each) => sweepOf(each).command), ...COMPARISONS.map(({ name: each }) => comparisonOf(each).command)])
      expect(made.text).toContain(name);
  });

  it('should show every file of scenarios/review', () => {
    expect([...SWEEPS].sort()).toEqual(
      readdirSync('scenarios/review')
        .map((file) => file.replace('.yaml', ''))
        .filter((name) => !COMPARISONS.some(({ words }) => words.includes(fileOf(name))) || SWEEPS.includes(name))
        .sort(),
    );
  });

  it.each(SWEEPS)('should have the points that the file of %s has', (name) => {
    const loaded = loadSweep({ file: fileOf(name), text: readFileSync(fileOf(name), 'utf8'), mls: 'symbolic', vary: [], where: [] });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const { points, replications, interrupted } = sweepOf(name);
    expect(points.map(({ values }) => values)).toEqual(loaded.sweep.points.map(({ values }) => values));
    expect({ replications, interrupted, violated: points.filter((point) => point.violated > 0) }).toEqual({
      replications: loaded.sweep.replications,
      interrupted: false,
      violated: [],
    });
    for (const { measures } of points) expect(measures.map((each) => each.measure)).toEqual(loaded.sweep.measures.map((each) => each.text));
  });

  it.each([...SWEEPS, ...COMPARISONS.map(({ name }) => name)])(
    'should have the pictures and tables of %s as they are drawn now',
    (name) => {
      const charts = SWEEPS.includes(name) ? sweepCharts(sweepOf(name)) : comparisonCharts(comparisonOf(name));
      const files = readdirSync(`${folder}/${name}/charts`);
      expect(files.filter((file) => file.endsWith('.csv')).sort()).toEqual(charts.map((chart) => `${chart.name}.csv`).sort());
      for (const chart of charts) {
        expect(text(`${name}/charts/${chart.name}.csv`)).toBe(csv(chart.table));
        if (files.includes(`${chart.name}.svg`))
          expect(text(`${name}/charts/${chart.name}.svg`) === svg(chart).toString('utf8')).toBe(true);
      }
    },
  );
});

/** Promised for one major version of Node only, as fingerprints are. */
describe.runIf(process.versions.node.startsWith('20.'))('a run of the review, made again by hand', () => {
  it.each(SWEEPS)('should give what the result of %s holds of it', async (name) => {
    const { points } = sweepOf(name);
    for (const point of [points[0], points.at(-1)]) {
      if (point === undefined) throw new Error('a sweep has points');
      const scenario = scenarioOf(
        fileOf(name),
        point.values.map(({ path, value }) => `${path}=${value}`),
      );
      const metrics = await metricsOf(scenario);
      for (const told of point.measures) {
        const parsed = parseMeasure(told.measure);
        if ('message' in parsed) throw new Error(parsed.message);
        const alone = measure(parsed, [metrics]).by_run;
        // What tells nothing is in no list.
        if (alone.length > 0) expect({ measure: told.measure, first: told.by_run[0] }).toEqual({ measure: told.measure, first: alone[0] });
      }
    }
  });
});

/** With the seed of its first replication. */
function scenarioOf(file: string, set: readonly string[]) {
  const loaded = loadScenario({ file, text: readFileSync(file, 'utf8'), set, mls: 'symbolic' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return { ...loaded.scenario, seed: seedOf(loaded.scenario.seed, 1) };
}

async function metricsOf(scenario: ReturnType<typeof scenarioOf>): Promise<Metrics> {
  const answer = await runOnce(scenario);
  if ('cannotSetUp' in answer) throw new Error(answer.cannotSetUp);
  return answer.metrics;
}
