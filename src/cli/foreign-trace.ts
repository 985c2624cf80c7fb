/** What is wrong with a run's trace: there is none, or it is not the one of the result beside it, and would be believed all the same. */
import { join } from 'node:path';
import { commandLine } from './command-line.js';
import { BadInput } from './exit-code.js';
import { RESULT, TRACE } from './run-folder.js';

/** @param facts how many the trace has, and how many the result says that there were */
export function foreignTrace(folder: string, facts: number, expected: number): BadInput {
  const what = facts < expected ? 'it is of another run, or only a part of it' : 'it is of another run';
  return new BadInput(
    `${join(folder, TRACE)}: ${what}: it has ${facts} facts, and this run has ${expected}; ${again(folder)} writes it anew`,
  );
}

export const missingTrace = (folder: string): BadInput =>
  new BadInput(`${join(folder, TRACE)}: there is no such file; ${again(folder)} writes it`);

const again = (folder: string): string => commandLine(['schism', 'run', join(folder, RESULT), '--out', folder, '--trace']);
