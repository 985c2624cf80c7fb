/** One run in a thread of its own: what a worker of the pool does with a scenario. */
import type { Metrics } from '../observe/metrics.js';
import type { Scenario } from '../scenario/scenario.js';
import { run } from '../simulation/run.js';
import { SettingUpError } from '../simulation/setting-up.js';

/** What a sweep keeps of a run. */
export interface Ran {
  readonly metrics: Metrics;
  readonly fingerprint: string;
  /** An expectation of the scenario did not hold. */
  readonly failed: boolean;
  /** An invariant did not. */
  readonly violated: boolean;
}

/** A thread's errors lose their class on the way to another one. */
export type Answer = Ran | { readonly cannotSetUp: string };

/** A scenario is data, so it travels between threads as it is. */
export async function runOnce(scenario: Scenario): Promise<Answer> {
  try {
    const outcome = await run(scenario);
    if (outcome === undefined) throw new Error('nobody stops this run');
    const { metrics, fingerprint, expectations, violations } = outcome;
    return { metrics, fingerprint, failed: expectations.some(({ held }) => !held), violated: violations.length > 0 };
  } catch (error) {
    if (error instanceof SettingUpError) return { cannotSetUp: error.message };
    throw error;
  }
}
