/** Runs one scenario file: reads it, runs it, prints what came of it, and keeps it in a folder if asked to. */
import type { RunOutcome } from '../observe/run-result.js';
import { loadScenario } from '../scenario/load.js';
import { formatProblem, formatRemark } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { type RunOptions, run } from '../simulation/run.js';
import { SettingUpError } from '../simulation/setting-up.js';
import { type Determinism, runTwice } from './check-determinism.js';
import { commandLine } from './command-line.js';
import { type EngineComparison, runOnBoth } from './compare-engines.js';
import { BadInput, EXIT } from './exit-code.js';
import { KeptRun } from './kept-run.js';
import { paintFor } from './paint.js';
import { Progress } from './progress.js';
import { readInput } from './read-input.js';
import { readableTime } from './readable.js';
import { resultText, runResult } from './run-result.js';
import { summary } from './summary.js';
import { Timeline } from './timeline.js';

export interface RunArguments {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly mls: 'real' | 'symbolic' | 'both' | undefined;
  readonly json: boolean;
  readonly blame: boolean;
  readonly out: string | undefined;
  readonly trace: boolean;
  readonly checkDeterminism: boolean;
}

/** The exit code. Throws `BadInput` where the file cannot be run, or what was asked for cannot be written. */
export const runFile = async (args: RunArguments): Promise<number> => {
  const { file, seed, set, mls, json, out, trace, checkDeterminism } = args;
  if (mls === 'both' && checkDeterminism) throw new BadInput('--check-determinism runs one engine twice: not together with --mls both');
  if (trace && out === undefined) throw new BadInput('--trace needs --out DIR: the facts go to DIR/trace.ndjson');
  const text = await readInput(file, 'scenario');
  const load = (engine: Scenario['mls'] | undefined) =>
    loadScenario({ file, text, set, ...(seed !== undefined && { seed }), ...(engine !== undefined && { mls: engine }) });
  // What the real engine speaks, the symbolic one may not.
  const symbolic = mls === 'both' ? load('symbolic') : undefined;
  if (symbolic?.ok === false) throw new BadInput(symbolic.problems.map(formatProblem).join('\n'));
  const loaded = load(mls === 'both' ? 'real' : mls);
  if (!loaded.ok) throw new BadInput(loaded.problems.map(formatProblem).join('\n'));
  const { scenario, document, remarks } = loaded;

  for (const remark of remarks) process.stderr.write(`${formatRemark(remark)}\n`);
  const reproduce = commandAgain(args, scenario);
  const kept = out === undefined ? undefined : new KeptRun(out, trace, scenario);
  const progress = new Progress({ tidiesUp: kept !== undefined });
  const timeline = json ? undefined : new Timeline();
  const startedAt = performance.now();
  try {
    const options = {
      blame: args.blame,
      onProgress: progress.report,
      ...(kept !== undefined && { onFact: kept.onFact }),
      ...(timeline !== undefined && { onStated: timeline.fact }),
    };
    const ran = await runAs(args, scenario, options);
    if (ran === undefined) {
      progress.end();
      kept?.discard();
      process.stderr.write(`interrupted after ${readableTime(progress.last?.simulated_ms ?? 0)} of simulated time: there is no result\n`);
      return EXIT.interrupted;
    }
    const { outcome, determinism, engines } = ran;
    const wall_ms = Math.round(performance.now() - startedAt);
    const result = runResult({ ...ran, document, seed: scenario.seed, wall_ms });
    const written = await kept?.keep(result, reproduce);
    // Until here Ctrl-C would leave files half-written.
    progress.end();
    if (written !== undefined) process.stderr.write(`wrote ${written.join(', ')}\n`);
    const paint = paintFor(process.stdout);
    const lines = timeline?.lines(scenario.duration, paint) ?? [];
    process.stdout.write(
      json ? resultText(result) : summary({ ...ran, scenario, wall_ms, changes: set, reproduce, timeline: lines, paint }),
    );
    const held = outcome.violations.length === 0 && outcome.expectations.every((expectation) => expectation.held);
    return held && determinism?.same !== false && engines?.same !== false ? EXIT.done : EXIT.failed;
  } catch (error) {
    progress.end();
    kept?.discard();
    if (error instanceof BadInput) throw error;
    if (error instanceof SettingUpError) throw new BadInput(`${file}: the room cannot be set up: ${error.message}`);
    const where = progress.last === undefined ? '' : `, after ${readableTime(progress.last.simulated_ms)} of simulated time`;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`internal error${where}: ${what}\nseed ${scenario.seed}; to see it again: ${reproduce}\n`);
    return EXIT.internal;
  }
};

interface Ran {
  readonly outcome: RunOutcome;
  readonly determinism?: Determinism;
  readonly engines?: EngineComparison;
}

/** Once, or twice to compare. Undefined: stopped. */
async function runAs({ mls, checkDeterminism }: RunArguments, scenario: Scenario, options: RunOptions): Promise<Ran | undefined> {
  if (mls === 'both') return runOnBoth(scenario, options);
  if (checkDeterminism) return runTwice((more) => run(scenario, more), options);
  const outcome = await run(scenario, options);
  return outcome && { outcome };
}

/** What gives the same run again, on any machine. */
const commandAgain = ({ file, set, mls }: RunArguments, { seed }: Scenario): string =>
  commandLine([
    'schism',
    'run',
    file,
    '--seed',
    seed,
    ...set.flatMap((setting) => ['--set', setting]),
    ...(mls === undefined ? [] : ['--mls', mls]),
  ]);
