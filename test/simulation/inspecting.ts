/** Looks into the actors of a run while it goes on. */
import type { StampedFact } from '../../src/facts/index.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { BuiltWorld } from '../../src/simulation/build.js';
import { run } from '../../src/simulation/run.js';

/** `look` is called with every fact from time zero on, when the actor that states it has finished its turn. */
export async function inspectableRun(scenario: Scenario, look: (world: BuiltWorld, fact: StampedFact) => void): Promise<void> {
  let built: BuiltWorld | undefined;
  await run(scenario, {
    onBuilt: (world) => {
      built = world;
    },
    onFact: (fact) => {
      if (built !== undefined && fact.at >= 0) look(built, fact);
    },
  });
}
