/** Runs a scenario, in one call. */
import type { RunOutcome } from '../observe/run-result.js';
import { loadScenario, type ScenarioSource } from '../scenario/load.js';
import { type RunOptions, run } from '../simulation/run.js';
import { BadDocument, textOf } from './bad-document.js';

/** `seed`, `set` and `mls` as the command `schism run` takes them; what is told of the run while it goes on. */
export interface SimulateOptions extends Pick<ScenarioSource, 'seed' | 'set' | 'mls'>, Pick<RunOptions, 'blame' | 'onFact' | 'onStated'> {
  /** What problems call the scenario. Default: `scenario`. */
  readonly file?: string;
}

/**
 * The same outcome as `schism run`, for the same scenario and seed to the last fact, on any machine with the same version of Schism.
 * Throws `BadDocument` for what is no scenario, and `SettingUpError` where the room cannot be set up.
 * @param scenario a document of the file format (`schism schema` prints its JSON schema), as the text of a file in YAML or JSON, or as a plain object (problems then name lines of it as JSON, two blanks a level)
 */
export async function simulate(scenario: string | object, options: SimulateOptions = {}): Promise<RunOutcome> {
  const { file = 'scenario', seed, set, mls, ...told } = options;
  const source = { ...(seed !== undefined && { seed }), ...(set !== undefined && { set }), ...(mls !== undefined && { mls }) };
  const loaded = loadScenario({ file, text: textOf(scenario, file), ...source });
  if (!loaded.ok) throw new BadDocument(loaded.problems);
  const outcome = await run(loaded.scenario, told);
  if (outcome === undefined) throw new Error('nobody stops this run');
  return outcome;
}
