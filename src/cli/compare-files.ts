/** Runs variants side by side, pair by pair on one seed, and says by how much they differ. */
import { compareRuns } from '../experiment/compare-runs.js';
import type { Comparison } from '../experiment/comparison.js';
import { RunPool } from '../experiment/run-pool.js';
import { runSweep } from '../experiment/run-sweep.js';
import type { Metrics } from '../observe/metrics.js';
import { loadScenario } from '../scenario/load.js';
import { formatProblem } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { SettingUpError } from '../simulation/setting-up.js';
import { commandLine } from './command-line.js';
import { compareText } from './compare-text.js';
import { BadInput, EXIT } from './exit-code.js';
import { COMPARISON, keepManyRuns, refuseForeign } from './many-runs-folder.js';
import { version } from './package-info.js';
import { readInput } from './read-input.js';
import { checkedWorkers } from './sweep-arguments.js';
import { SweepProgress } from './sweep-progress.js';

export interface CompareArguments {
  readonly files: readonly string[];
  readonly with: readonly string[];
  readonly replications: number;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly mls: 'real' | 'symbolic';
  readonly workers: number;
  readonly out: string | undefined;
  readonly all: boolean;
  readonly json: boolean;
}

/** Of so many pairs that all go one way, that is chance once in 32 times (a sign test); of one less, once in 16. */
const PAIRS_LEAST = 6;

interface Variant {
  readonly name: string;
  readonly file: string;
  readonly set: readonly string[];
  readonly scenario: Scenario;
}

/** The exit code. Throws `BadInput` where there is nothing to compare. */
export async function compareFiles(args: CompareArguments): Promise<number> {
  const { replications, json, all, out } = args;
  if (!(Number.isInteger(replications) && replications >= PAIRS_LEAST))
    throw new BadInput(
      `--replications: expected a whole number from ${PAIRS_LEAST} on: fewer pairs show nothing, even if all go the same way`,
    );
  const variants = await variantsOf(args);
  if (variants.length < 2) throw new BadInput('compare: expected a second scenario, or a variant of the first: --with path=value');
  if (out !== undefined) refuseForeign(out, COMPARISON);
  const pool = new RunPool(checkedWorkers(args.workers));
  const progress = new SweepProgress(variants.length * replications);
  const metrics = variants.map((): Metrics[] => []);
  try {
    for await (const { point, replication, ran } of runSweep(variants, replications, pool, progress.next)) {
      const of = metrics[point];
      if (of !== undefined) of[replication - 1] = ran.metrics;
    }
  } catch (error) {
    if (error instanceof SettingUpError) throw new BadInput(`the room cannot be set up: ${error.message}`);
    throw error;
  } finally {
    progress.end();
    await pool.close();
  }
  // What one variant lacks is left out of all.
  const whole = metrics.map((list) => list.filter((_, place) => metrics.every((other) => other[place] !== undefined)));
  const pairs = whole[0]?.length ?? 0;
  const comparison: Comparison = {
    schism: version(),
    command: compareCommand(args),
    variants: variants.map(({ name, file, set, scenario }) => ({
      name,
      command: commandLine([
        'schism',
        'run',
        file,
        ...set.flatMap((each) => ['--set', each]),
        '--seed',
        `${scenario.seed}-1`,
        '--mls',
        args.mls,
      ]),
    })),
    pairs,
    replications,
    interrupted: progress.interrupted,
    differences: pairs === 0 ? [] : whole.slice(1).map((other) => compareRuns(whole[0] ?? [], other)),
  };
  if (out !== undefined) await keepManyRuns(out, { comparison });
  process.stdout.write(json ? `${JSON.stringify(comparison, undefined, 2)}\n` : compareText(comparison, all));
  return progress.interrupted ? EXIT.interrupted : EXIT.done;
}

const compareCommand = ({ files, with: changes, replications, seed, set, mls }: CompareArguments): string =>
  commandLine([
    'schism',
    'compare',
    ...files,
    ...changes.flatMap((change) => ['--with', change]),
    '--replications',
    String(replications),
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...set.flatMap((each) => ['--set', each]),
    ...(mls === 'real' ? ['--mls', mls] : []),
  ]);

/** The files as they stand, and then the first one changed. */
async function variantsOf({ files, with: changes, seed, set, mls }: CompareArguments): Promise<readonly Variant[]> {
  const [first = ''] = files;
  const wanted = [
    ...files.map((file) => ({ name: file, file, own: [] as readonly string[] })),
    ...changes.map((change) => ({ name: change, file: first, own: change.split(' and ').map((each) => each.trim()) })),
  ];
  const variants: Variant[] = [];
  const problems: string[] = [];
  for (const { name, file, own } of wanted) {
    const loaded = loadScenario({
      file,
      text: await readInput(file, 'scenario'),
      set: [...set, ...own],
      mls,
      ...(seed !== undefined && { seed }),
    });
    if (loaded.ok) {
      // The same luck for all.
      const scenario = { ...loaded.scenario, seed: variants[0]?.scenario.seed ?? loaded.scenario.seed };
      variants.push({ name, file, set: [...set, ...own], scenario });
    } else problems.push(...loaded.problems.map(formatProblem));
  }
  if (problems.length > 0) throw new BadInput([...new Set(problems)].join('\n'));
  return variants;
}
