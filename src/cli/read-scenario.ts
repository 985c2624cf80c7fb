/** A scenario file from the disk, or the scenario of a run's result. */
import { readFile } from 'node:fs/promises';
import { BadInput } from './exit-code.js';
import { scenarioText } from './result-document.js';

/** The text of the scenario, where it stands in the file. Throws `BadInput` where it cannot be read. */
export const readScenarioFile = async (file: string): Promise<string> => {
  try {
    return scenarioText(await readFile(file, 'utf8'));
  } catch (error) {
    throw new BadInput(`${file}: ${whyUnreadable(error)}`);
  }
};

const whyUnreadable = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'this is a directory, not a scenario file';
  return error instanceof Error ? error.message : String(error);
};
