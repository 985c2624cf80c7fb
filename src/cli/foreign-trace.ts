/** A trace that is not the one of the result beside it would be drawn or told of as if it were, and believed. */
import { join } from 'node:path';
import { commandLine } from './command-line.js';
import { BadInput } from './exit-code.js';
import { RESULT, TRACE } from './run-folder.js';

/** @param facts how many the trace has, and how many the result says that there were */
export function foreignTrace(folder: string, facts: number, expected: number): BadInput {
  const again = commandLine(['schism', 'run', join(folder, RESULT), '--out', folder, '--trace']);
  const what = facts < expected ? 'it is of another run, or only a part of it' : 'it is of another run';
  return new BadInput(`${join(folder, TRACE)}: ${what}: it has ${facts} facts, and this run has ${expected}; ${again} writes it anew`);
}
