/** Runs scenarios that tests write down, and fails where one of them is no scenario. */
import type { StampedFact } from '../../src/facts/index.js';
import type { RunOutcome } from '../../src/observe/run-result.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { type RunOptions, run } from '../../src/simulation/run.js';

/** The scenario that a file with this document would hold. */
export function scenarioOf(document: object): Scenario {
  // JSON is YAML.
  const loaded = loadScenario({ file: 'test.yaml', text: JSON.stringify({ schism: 1, name: 'a test', ...document }) });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.scenario;
}

export async function runOf(document: object, options: RunOptions = {}): Promise<RunOutcome> {
  const outcome = await run(scenarioOf(document), options);
  if (outcome === undefined) throw new Error('the run was stopped');
  return outcome;
}

/** The facts of a run, in order. */
export async function factsOf(document: object): Promise<StampedFact[]> {
  const facts: StampedFact[] = [];
  await runOf(document, { onFact: (fact) => facts.push(fact) });
  return facts;
}
