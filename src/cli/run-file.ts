/** Runs one scenario file: reads it, runs it, prints what came of it. */
import { loadScenario } from '../scenario/load.js';
import { formatProblem } from '../scenario/problem.js';
import { run } from '../simulation/run.js';
import { commandLine } from './command-line.js';
import { BadInput, EXIT } from './exit-code.js';
import { Progress } from './progress.js';
import { readScenarioFile } from './read-scenario.js';
import { readableTime } from './readable.js';
import { runResult } from './run-result.js';
import { summary } from './summary.js';

export interface RunArguments {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly mls: 'real' | 'symbolic' | undefined;
  readonly json: boolean;
}

/** The exit code. Throws `BadInput` where the file cannot be run. */
export const runFile = async ({ file, seed, set, mls, json }: RunArguments): Promise<number> => {
  const loaded = loadScenario({
    file,
    text: await readScenarioFile(file),
    set,
    ...(seed !== undefined && { seed }),
    ...(mls !== undefined && { mls }),
  });
  if (!loaded.ok) throw new BadInput(loaded.problems.map(formatProblem).join('\n'));
  const { scenario, document } = loaded;
  if (scenario.mls === 'symbolic') throw new BadInput(`${file}: the symbolic MLS engine is not available yet: use --mls real`);

  const reproduce = commandLine([
    'schism',
    'run',
    file,
    '--seed',
    scenario.seed,
    ...set.flatMap((setting) => ['--set', setting]),
    ...(mls === undefined ? [] : ['--mls', mls]),
  ]);
  const progress = new Progress();
  const startedAt = performance.now();
  try {
    const outcome = await run(scenario, { onProgress: progress.report });
    progress.end();
    if (outcome === undefined) {
      process.stderr.write(`interrupted after ${readableTime(progress.last?.simulated_ms ?? 0)} of simulated time: there is no result\n`);
      return EXIT.interrupted;
    }
    const wall_ms = Math.round(performance.now() - startedAt);
    process.stdout.write(
      json
        ? `${JSON.stringify(runResult(document, scenario.seed, outcome, wall_ms), null, 2)}\n`
        : summary(scenario, outcome, wall_ms, reproduce),
    );
    const held = outcome.violations.length === 0 && outcome.expectations.every((expectation) => expectation.held);
    return held ? EXIT.done : EXIT.failed;
  } catch (error) {
    progress.end();
    const where = progress.last === undefined ? '' : `, after ${readableTime(progress.last.simulated_ms)} of simulated time`;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`internal error${where}: ${what}\nseed ${scenario.seed}; to see it again: ${reproduce}\n`);
    return EXIT.internal;
  }
};
