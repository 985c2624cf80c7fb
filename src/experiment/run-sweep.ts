/**
 * The runs of a sweep, as many at a time as there is room for. Replication `r` has the same luck at every point (common random numbers): what differs between points is what is varied.
 */
import type { Scenario } from '../scenario/scenario.js';
import type { Ran } from './run-worker.js';

export interface SweepRun {
  /** By place in the list of points. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
  readonly seed: string;
}

/** The seed of a replication: what `--seed` takes to run it alone. */
export const seedOf = (seed: string, replication: number): string => `${seed}-${replication}`;

export interface SweptRun extends SweepRun {
  readonly ran: Ran;
}

export interface Further {
  /** Replications of a point, at most. */
  readonly limit: number;
  /** By what its runs so far have given. */
  readonly isEnough: (point: number) => boolean;
}

/** One of several parts of a sweep, for as many machines: every `of`-th run, from the `number`-th on, which counts from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

const WHOLE: Shard = { number: 1, of: 1 };

/** What runs a scenario, and how many at a time. */
export interface Runner {
  readonly width: number;
  run(scenario: Scenario, of: SweepRun): Promise<Ran>;
}

/**
 * All replications of all points, and then further ones of those points that are not told apart well enough, up to a limit. Runs come as
 * they end, which may be in any order; which runs there are does not hang on that.
 * @param goesOn is asked before each run begins
 */
export async function* runSweep(
  points: readonly { readonly scenario: Scenario }[],
  replications: number,
  runner: Runner,
  goesOn: () => Promise<boolean>,
  further: Further = { limit: replications, isEnough: () => true },
  shard: Shard = WHOLE,
): AsyncGenerator<SweptRun> {
  const every = points.map((_, point) => point);
  const asked = Array.from({ length: replications }, (_, place) => place + 1);
  const mine = runsOf(points, every, asked).filter((_, place) => place % shard.of === shard.number - 1);
  yield* inParallel(mine, points, runner, goesOn);
  for (let replication = replications + 1; replication <= further.limit; replication++) {
    // Which points go on is settled before a replication, and not by what it gives.
    const wanted = every.filter((point) => !further.isEnough(point));
    if (wanted.length === 0 || !(await goesOn())) return;
    yield* inParallel(runsOf(points, wanted, [replication]), points, runner, goesOn);
  }
}

/** A replication of all points before the next, so that whatever has run is something of every point. */
const runsOf = (
  points: readonly { readonly scenario: Pick<Scenario, 'seed'> }[],
  wanted: readonly number[],
  replications: readonly number[],
): readonly SweepRun[] =>
  replications.flatMap((replication) =>
    wanted.map((point) => ({ point, replication, seed: seedOf(points[point]?.scenario.seed ?? '', replication) })),
  );

/** Keeps as many runs under way as the runner has room for, until there are none left or nobody wants more. */
async function* inParallel(
  runs: readonly SweepRun[],
  points: readonly { readonly scenario: Scenario }[],
  runner: Runner,
  goesOn: () => Promise<boolean>,
): AsyncGenerator<SweptRun> {
  const underWay = new Map<SweepRun, Promise<SweptRun>>();
  const next = async (): Promise<SweptRun> => {
    const { ran, ...of } = await Promise.race(underWay.values());
    for (const each of underWay.keys()) if (each.point === of.point && each.replication === of.replication) underWay.delete(each);
    return { ...of, ran };
  };
  for (const each of runs) {
    const scenario = points[each.point]?.scenario;
    if (scenario === undefined || !(await goesOn())) break;
    underWay.set(
      each,
      runner.run({ ...scenario, seed: each.seed }, each).then((ran) => ({ ...each, ran })),
    );
    if (underWay.size >= runner.width) yield await next();
  }
  while (underWay.size > 0) yield await next();
}
