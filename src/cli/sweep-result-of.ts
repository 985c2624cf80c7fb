/** What came of a sweep as its result says it, with the commands that give the same again. */
import { measure } from '../experiment/measures.js';
import { seedOf } from '../experiment/run-sweep.js';
import { type PointResult, type SweepResult, variedResult } from '../experiment/sweep-result.js';
import type { Metrics } from '../observe/metrics.js';
import type { LoadedSweep, SweepPoint } from '../scenario/sweep/load.js';
import type { Measure } from '../scenario/sweep/measure.js';
import { commandLine } from './command-line.js';
import { version } from './package-info.js';
import type { SweepArguments } from './sweep-arguments.js';

/** Of a point. */
export interface Gathered {
  /** By replication; where the sweep was interrupted some may be missing between others. */
  readonly metrics: Metrics[];
  failed: number;
  violated: number;
}

export function sweepResult(
  args: SweepArguments,
  { points, varied, leftOut, replications, against: fromFile }: LoadedSweep,
  measures: readonly Measure[],
  gathered: readonly Gathered[],
  interrupted: boolean,
): SweepResult {
  const against = args.against ?? fromFile;
  const { name, about } = points[0]?.scenario ?? { name: args.file, about: undefined };
  return {
    schism: version(),
    scenario: { name, ...(about !== undefined && { about }) },
    command: sweepCommand(args),
    varied: varied.map(variedResult),
    ...(against !== undefined && measures.some(({ text }) => text === against) && { against }),
    points: points.map((point, place) => pointResult(args, measures, point, gathered[place] as Gathered)), // one for each
    left_out: leftOut,
    replications,
    interrupted,
  };
}

const sweepCommand = ({
  file,
  vary,
  where,
  replications,
  measure: measures,
  until,
  limit,
  seed,
  set,
  mls,
  against,
}: SweepArguments): string => {
  const each = (option: string, values: readonly string[]): readonly string[] => values.flatMap((value) => [option, value]);
  const given = (option: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [option, String(value)];
  return commandLine([
    'schism',
    'sweep',
    file,
    ...each('--vary', vary),
    ...each('--where', where),
    ...given('--replications', replications),
    ...each('--measure', measures),
    ...given('--against', against),
    ...given('--until', until),
    ...(until === undefined ? [] : ['--limit', String(limit)]),
    ...given('--seed', seed),
    ...each('--set', set),
    ...(mls === 'real' ? ['--mls', mls] : []),
  ]);
};

function pointResult(
  { file, set, mls }: SweepArguments,
  measures: readonly Measure[],
  { values, scenario }: SweepPoint,
  { metrics, failed, violated }: Gathered,
): PointResult {
  const settings = [...set, ...values.map(({ path, value }) => `${path}=${value}`)];
  const command = commandLine([
    'schism',
    'run',
    file,
    ...settings.flatMap((each) => ['--set', each]),
    '--seed',
    seedOf(scenario.seed, 1),
    '--mls',
    mls,
  ]);
  const runs = metrics.filter(() => true);
  return { values, runs: runs.length, failed, violated, measures: measures.map((each) => measure(each, runs)), command };
}
