/** Runs a sweep: reads the scenario, runs every point as often as is asked, and says what came of each. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_MEASURES, measure } from '../experiment/measures.js';
import { programVersion } from '../experiment/program.js';
import { RunPool } from '../experiment/run-pool.js';
import { BadStore, StoredRuns } from '../experiment/run-store.js';
import { runSweep, type SweepRun } from '../experiment/run-sweep.js';
import { isNarrow } from '../experiment/statistics.js';
import { formatProblem } from '../scenario/problem.js';
import { type LoadedSweep, loadSweep } from '../scenario/sweep/load.js';
import type { Measure } from '../scenario/sweep/measure.js';
import { SettingUpError } from '../simulation/setting-up.js';
import { BadInput, EXIT } from './exit-code.js';
import { keepManyRuns, RUNS, refuseForeign, SWEEP } from './many-runs-folder.js';
import { version } from './package-info.js';
import { readInput } from './read-input.js';
import { counted, readableTime } from './readable.js';
import { checkedWorkers, measured, partOf, type SweepArguments, shardOf } from './sweep-arguments.js';
import { SweepProgress } from './sweep-progress.js';
import { type Gathered, sweepResult } from './sweep-result-of.js';
import { sweepText } from './sweep-text.js';

/** The exit code. Throws `BadInput` where there is no sweep to run. */
export async function sweepFile(args: SweepArguments): Promise<number> {
  const { file, vary, where, replications, seed, set, mls } = args;
  if (replications !== undefined && !(Number.isInteger(replications) && replications >= 1))
    throw new BadInput('--replications: expected a whole number from 1 on');
  const until = args.until === undefined ? undefined : partOf(args.until);
  const asked = args.measure.map(measured);
  const text = await readInput(file, 'scenario');
  const options = { ...(seed !== undefined && { seed }), ...(replications !== undefined && { replications }) };
  const loaded = loadSweep({ file, text, set, mls, vary, where, ...options });
  if (!loaded.ok) throw new BadInput(loaded.problems.map(formatProblem).join('\n'));
  const { sweep } = loaded;
  const measures = [asked, sweep.measures].find((each) => each.length > 0) ?? DEFAULT_MEASURES.map(measured);
  if (args.against !== undefined && !measures.some(({ text: each }) => each === args.against))
    throw new BadInput(`--against ${args.against}: it is none of the measures: ${measures.map(({ text: each }) => each).join(', ')}`);
  const pool = new RunPool(checkedWorkers(args.workers));
  try {
    return args.dryRun ? await dryRun(sweep, pool) : await sweepAll(args, sweep, measures, until, pool);
  } finally {
    await pool.close();
  }
}

async function sweepAll(
  args: SweepArguments,
  sweep: LoadedSweep,
  measures: readonly Measure[],
  until: number | undefined,
  pool: RunPool,
): Promise<number> {
  const { file, json } = args;
  const limit = until === undefined ? sweep.replications : args.limit;
  if (limit < sweep.replications)
    throw new BadInput(`--limit: expected at least the ${sweep.replications} replications that there are to be`);
  const shard = args.shard === undefined ? undefined : shardOf(args.shard);
  if (shard !== undefined && (args.out === undefined || until !== undefined))
    throw new BadInput('--shard: a part of a sweep needs --out DIR, and --until is for the whole');
  const store = args.out === undefined ? undefined : storeIn(args.out, sweep, pool);
  const progress = new SweepProgress(Math.ceil((sweep.points.length * limit) / (shard?.of ?? 1)), until !== undefined);
  const gathered = sweep.points.map((): Gathered => ({ metrics: [], failed: 0, violated: 0 }));
  const isEnough = (point: number): boolean =>
    until === undefined || measures.every((each) => isNarrow(measure(each, gathered[point]?.metrics ?? []), until));
  try {
    const runs = runSweep(sweep.points, sweep.replications, store ?? pool, progress.next, { limit, isEnough }, shard);
    for await (const { point, replication, ran } of runs) {
      const of = gathered[point] as Gathered; // one for each point
      of.metrics[replication - 1] = ran.metrics;
      if (ran.failed) of.failed += 1;
      if (ran.violated) of.violated += 1;
    }
  } catch (error) {
    if (error instanceof SettingUpError) throw new BadInput(`${file}: the room cannot be set up: ${error.message}`);
    throw error;
  } finally {
    progress.end();
  }
  if (store !== undefined && store.taken > 0) process.stderr.write(`${counted(store.taken, 'run')} of ${args.out} had run before\n`);
  const result = sweepResult(args, sweep, measures, gathered, progress.interrupted);
  // A part of a sweep is a part of each of its points: there is nothing yet to draw.
  if (args.out !== undefined && shard === undefined) await keepManyRuns(args.out, { sweep: result });
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : sweepText(result));
  if (result.interrupted) return EXIT.interrupted;
  // What the file expects is of the scenario as it stands there; no invariant ever fails.
  return result.points.some(({ violated }) => violated > 0) ? EXIT.failed : EXIT.done;
}

/** Throws `BadInput` where the folder cannot be written to, or holds lines that are no runs. */
function storeIn(folder: string, { points }: LoadedSweep, pool: RunPool): StoredRuns {
  const parametersOf = ({ point }: SweepRun): Readonly<Record<string, string>> =>
    Object.fromEntries((points[point]?.values ?? []).map(({ path, value }) => [path, value]));
  refuseForeign(folder, RUNS, SWEEP);
  try {
    mkdirSync(folder, { recursive: true });
    return new StoredRuns(pool, { path: join(folder, RUNS), version: programVersion(version()), parametersOf });
  } catch (error) {
    if (error instanceof BadStore) throw new BadInput(error.message);
    throw new BadInput(`--out ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** In ms: after so long a program runs about as fast as it ever will. */
const TRIAL = 3_000;
const TRIALS_MOST = 60;

/** How long the first and the last point take says about how long all do. */
async function dryRun({ points, replications, leftOut }: LoadedSweep, pool: RunPool): Promise<number> {
  const ends = [points[0], points.at(-1)].flatMap((point) => (point === undefined ? [] : [point.scenario]));
  const times: number[] = [];
  const beganAt = performance.now();
  do {
    for (const scenario of ends) {
      const startedAt = performance.now();
      await pool.run(scenario);
      times.push(performance.now() - startedAt);
    }
  } while (performance.now() - beganAt < TRIAL && times.length < TRIALS_MOST);
  // Those before have also loaded and warmed up the program.
  const settled = times.slice(-Math.max(ends.length, Math.floor(times.length / 2)));
  const each = settled.reduce((sum, time) => sum + time, 0) / settled.length;
  const runs = points.length * replications;
  const out = leftOut === 0 ? '' : ` (${counted(leftOut, 'combination')} left out)`;
  process.stdout.write(
    `${counted(points.length, 'point')}${out} × ${counted(replications, 'replication')} = ${counted(runs, 'run')}, about ${readableTime((runs * each) / pool.width)} with ${counted(pool.width, 'worker')}: ${settled.length} of them took ${readableTime(each)} each\n`,
  );
  return EXIT.done;
}
