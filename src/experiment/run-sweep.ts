/**
 * The runs of a sweep, one after another: each replication of all points before the next, so that whatever has run is something of
 * every point. Replication `r` has the same luck at every point (common random numbers): what differs between points is what is varied.
 */
import type { RunOutcome } from '../observe/run-result.js';
import type { Scenario } from '../scenario/scenario.js';
import { run } from '../simulation/run.js';

export interface SweepRun {
  /** By place in the list of points. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
  readonly seed: string;
}

/** In the order in which they are run. */
export function runsOf(points: readonly { readonly scenario: Pick<Scenario, 'seed'> }[], replications: number): readonly SweepRun[] {
  return Array.from({ length: replications }, (_, place) => place + 1).flatMap((replication) =>
    points.map(({ scenario: { seed } }, point) => ({ point, replication, seed: seedOf(seed, replication) })),
  );
}

/** The seed of a replication: what `--seed` takes to run it alone. */
export const seedOf = (seed: string, replication: number): string => `${seed}-${replication}`;

export interface SweptRun extends SweepRun {
  readonly outcome: RunOutcome;
}

/** @param goesOn is asked before each run */
export async function* runSweep(
  points: readonly { readonly scenario: Scenario }[],
  replications: number,
  goesOn: () => Promise<boolean>,
): AsyncGenerator<SweptRun> {
  for (const each of runsOf(points, replications)) {
    const scenario = points[each.point]?.scenario;
    if (scenario === undefined || !(await goesOn())) return;
    const outcome = await run({ ...scenario, seed: each.seed });
    if (outcome !== undefined) yield { ...each, outcome };
  }
}
