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

/** The seed of a replication: what `--seed` takes to run it alone. */
export const seedOf = (seed: string, replication: number): string => `${seed}-${replication}`;

export interface SweptRun extends SweepRun {
  readonly outcome: RunOutcome;
}

/**
 * All replications of all points, and then further ones of those points that are not told apart well enough, up to a limit.
 * @param goesOn is asked before each run
 */
export async function* runSweep(
  points: readonly { readonly scenario: Scenario }[],
  replications: number,
  goesOn: () => Promise<boolean>,
  further: Further = { limit: replications, isEnough: () => true },
): AsyncGenerator<SweptRun> {
  for (let replication = 1; replication <= Math.max(replications, further.limit); replication++) {
    // Which points go on is settled before a replication, and not by what it gives.
    const wanted = points.map((_, point) => replication <= replications || !further.isEnough(point));
    if (!wanted.includes(true)) return;
    for (const [point, { scenario }] of points.entries()) {
      if (wanted[point] !== true) continue;
      if (!(await goesOn())) return;
      const seed = seedOf(scenario.seed, replication);
      const outcome = await run({ ...scenario, seed });
      if (outcome !== undefined) yield { point, replication, seed, outcome };
    }
  }
}

export interface Further {
  /** Replications of a point, at most. */
  readonly limit: number;
  /** By what its runs so far have given. */
  readonly isEnough: (point: number) => boolean;
}
