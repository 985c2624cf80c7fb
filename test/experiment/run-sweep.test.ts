/** Sweeps: which runs there are, and that each is the run that a user gets by hand. */
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunPool } from '../../src/experiment/run-pool.js';
import { runSweep, type SweptRun, seedOf } from '../../src/experiment/run-sweep.js';
import type { Ran } from '../../src/experiment/run-worker.js';
import type { Metrics } from '../../src/observe/metrics.js';
import { loadScenario } from '../../src/scenario/load.js';
import { formatProblem } from '../../src/scenario/problem.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { loadSweep, type SweepSource } from '../../src/scenario/sweep/load.js';
import { run } from '../../src/simulation/run.js';

const DOCUMENT = {
  schism: 1,
  name: 'a test',
  mls: 'symbolic',
  seed: 7,
  duration: '20m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window: '5m' } },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { rate: '30/h' }, commits: [{ kind: 'update', rate: '6/h' }] },
};
const text = (more: object = {}): string => JSON.stringify({ ...DOCUMENT, ...more });
const source = (more: Partial<SweepSource> = {}, document: object = {}): SweepSource => ({
  file: 'x.yaml',
  text: text(document),
  vary: [],
  where: [],
  ...more,
});
const swept = (more: Partial<SweepSource>, document: object = {}) => {
  const loaded = loadSweep(source(more, document));
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.sweep;
};
const pointsOf = (more: Partial<SweepSource>, document: object = {}): readonly string[] =>
  swept(more, document).points.map(({ values }) => values.map(({ value }) => value).join(' '));
const problems = (more: Partial<SweepSource>, document: object = {}): readonly string[] => {
  const loaded = loadSweep(source(more, document));
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
};

describe('the points of a sweep', () => {
  it('should be all combinations, the last path varying fastest, but for those that a constraint leaves out', () => {
    const vary = ['room.security.window=0s,10m', 'network.latency.constant=10ms,1s'];
    expect(pointsOf({ vary })).toEqual(['0s 10ms', '0s 1s', '10m 10ms', '10m 1s']);
    const where = ['network.latency.constant < room.security.window'];
    expect(pointsOf({ vary, where })).toEqual(['10m 10ms', '10m 1s']);
    expect(swept({ vary, where }).leftOut).toBe(2);
    expect(pointsOf({ vary, where: ['network.latency.constant == 1s'] })).toEqual(['0s 1s', '10m 1s']);
  });

  it('should be of lists, of steps, and of factors, of numbers and of anything with a unit', () => {
    expect(pointsOf({ vary: ['room.security.window=0s..15m:5m'] })).toEqual(['0s', '5m', '10m', '15m']);
    expect(pointsOf({ vary: ['network.latency.constant=10ms..10s:log4'] })).toEqual(['10ms', '100ms', '1s', '10s']);
    expect(pointsOf({ vary: ['network.loss=0..0.3:0.1'] })).toEqual(['0', '0.1', '0.2', '0.3']);
    expect(pointsOf({ vary: ['workload.messages.rate=10/h..30/h:10/h'] })).toEqual(['10/h', '20/h', '30/h']);
    expect(pointsOf({ vary: ['room.powers=[a.example],[b.example, a.example]'] })).toEqual(['["a.example"]', '["b.example","a.example"]']);
    const section = { vary: { 'network.loss': { from: 0, to: 0.2, step: 0.1 }, seed: [1, 'x'] }, replications: 3 };
    expect(pointsOf({}, { sweep: section })).toEqual(['0 1', '0 x', '0.1 1', '0.1 x', '0.2 1', '0.2 x']);
    expect([swept({}, { sweep: section }).replications, swept({ replications: 5 }, { sweep: section }).replications]).toEqual([3, 5]);
  });

  it('should be refused, each problem in a line, where there is none, or one is no scenario', () => {
    expect(problems({})).toEqual(['x.yaml: there is nothing to vary: give it a sweep section, or --vary path=values']);
    expect(problems({ vary: ['room.security.window'] })).toEqual([
      '--vary room.security.window: expected path=values, such as room.security.window=0s,5m or …=0s..30m:5m',
    ]);
    expect(problems({ vary: ['room.security.windw=0s'] })).toEqual(['vary room.security.windw=0s: unknown key "windw"']);
    expect(problems({ vary: ['network.loss=0..1:0'] })).toEqual(['vary network.loss: the step of a range is more than zero']);
    expect(problems({ vary: ['duration=1m..2h:3'] })).toEqual(['vary duration: the units of a range differ']);
    expect(problems({ vary: ['seed=1'], where: ['seed ~ 2'] })[0]).toMatch(/^where: "seed ~ 2" is no constraint/);
    expect(problems({ vary: ['seed=1'], where: ['network.lossy < 1'] })).toEqual([
      'where: "network.lossy < 1": there is no network.lossy in the scenario',
    ]);
    expect(problems({ vary: ['seed=1'], where: ['seed > 5'] })).toEqual(['where: no point is left: the constraints leave out all of them']);
    const bad = { vary: { 'network.loss': { from: 1, to: 0, step: 1 } }, where: ['nonsense'] };
    const told = loadScenario({ file: 'x.yaml', text: text({ sweep: bad }) });
    expect(told.ok ? [] : told.problems.map(({ message }) => message)).toEqual([
      'a range goes from the lower value to the higher one',
      '"nonsense" is no constraint: expected two paths or values with one of ==, !=, <=, >=, < or > between them',
    ]);
  });
});

describe('the runs of a sweep', () => {
  const vary = ['room.security.window=0s,10m', 'network.latency.constant=10ms,1s'];
  const ONE = new RunPool(1);
  const all = async (goesOn: () => Promise<boolean> = async () => true): Promise<readonly SweptRun[]> => {
    const { points } = swept({ vary });
    const runs: SweptRun[] = [];
    for await (const each of runSweep(points, 2, ONE, goesOn)) runs.push(each);
    return runs;
  };

  it('should take a replication of all points before the next, with the same luck at each', async () => {
    expect((await all()).map(({ point, replication, seed }) => [point, replication, seed])).toEqual(
      [1, 2].flatMap((replication) => [0, 1, 2, 3].map((point) => [point, replication, `7-${replication}`])),
    );
  });

  it('should go on with the points that are not told apart well enough, up to a limit', async () => {
    const { points } = swept({ vary });
    const runs: number[] = [0, 0, 0, 0];
    const further = { limit: 5, isEnough: (point: number) => (runs[point] ?? 0) >= point + 2 };
    for await (const { point } of runSweep(points, 2, ONE, async () => true, further)) runs[point] = (runs[point] ?? 0) + 1;
    expect(runs).toEqual([2, 3, 4, 5]);
  });

  it('should each be the run that its command gives, to the last fact', async () => {
    const { points } = swept({ vary });
    for (const { point, replication, ran } of await all()) {
      const set = points[point]?.values.map(({ path, value }) => `${path}=${value}`) ?? [];
      const alone = loadScenario({ file: 'x.yaml', text: text(), set, seed: seedOf('7', replication) });
      const outcome = alone.ok ? await run(alone.scenario) : undefined;
      expect({ metrics: outcome?.metrics, fingerprint: outcome?.fingerprint }).toEqual({
        metrics: ran.metrics,
        fingerprint: ran.fingerprint,
      });
    }
  });

  it('should end where they are stopped, and keep what there is', async () => {
    let left = 3;
    expect(await all(async () => left-- > 0)).toHaveLength(3);
  });

  it('should be the same ones, whichever ends first, with no more at a time than there is room for', async () => {
    const { points } = swept({ vary });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat(3)), async (width, ticks) => {
        let [now, most] = [0, 0];
        const runner = {
          width,
          run: async (scenario: Scenario): Promise<Ran> => {
            most = Math.max(most, ++now);
            for (let left = ticks.next().value ?? 0; left > 0; left--) await setImmediate();
            now -= 1;
            return { metrics: {} as Metrics, fingerprint: scenario.seed, failed: false, violated: false };
          },
        };
        const seen: string[] = [];
        for await (const { point, replication, seed, ran } of runSweep(points, 3, runner, async () => true)) {
          expect(ran.fingerprint).toBe(seed);
          seen.push(`${point} ${replication}`);
        }
        expect(seen.sort()).toEqual([0, 1, 2, 3].flatMap((point) => [1, 2, 3].map((replication) => `${point} ${replication}`)));
        expect(most).toBeLessThanOrEqual(width);
      }),
      { numRuns: 30 },
    );
  });
});
