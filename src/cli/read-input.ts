/** A scenario file from the disk, or the scenario of a run's result; or a DAG file. */
import { readFile } from 'node:fs/promises';
import { BadInput } from './exit-code.js';
import { isResult, scenarioText } from './result-document.js';

export type InputKind = 'scenario' | 'dag';

/** What a text of the other kind is, and what it is for. */
const OTHERS = {
  scenario: { is: /^[\s{]*["']?schism_dag["']?\s*:/m, told: 'this is a DAG file, which "schism resolve" decides' },
  dag: { is: /^[\s{]*["']?schism["']?\s*:/m, told: 'this is a scenario, which "schism run" runs' },
} as const;

/** The kind of input that a text is by its first key; a scenario, if it is neither. */
export const kindOf = (text: string): InputKind => (OTHERS.scenario.is.test(text) && !OTHERS.dag.is.test(text) ? 'dag' : 'scenario');

/** The text of the scenario or DAG, where it stands in the file. Throws `BadInput` where it cannot be read or is of another kind. */
export const readInput = async (file: string, wanted: InputKind): Promise<string> => {
  const text = await readText(file);
  if (wanted === 'dag' && isResult(text)) throw new BadInput(`${file}: this is the result of a run, which "schism run" runs again`);
  if (OTHERS[wanted].is.test(text) && kindOf(text) !== wanted) throw new BadInput(`${file}: ${OTHERS[wanted].told}`);
  return wanted === 'dag' ? text : scenarioText(text);
};

/** The same of either kind. */
export const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new BadInput(`${file}: ${whyUnreadable(error)}`);
  }
};

const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'this is a directory, not a file';
  return error instanceof Error ? error.message : String(error);
};
