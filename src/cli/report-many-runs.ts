/** Makes the report of a sweep or of a comparison again, from its result. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Parsed } from '../report/parsed.js';
import { BadInput } from './exit-code.js';
import { COMPARISON, keepManyRuns, SWEEP } from './many-runs-folder.js';
import { readText } from './read-input.js';

/** False: the folder holds neither. Throws `BadInput` where the result cannot be read, or the disk refuses. */
export async function reportManyRuns(folder: string): Promise<boolean> {
  const [sweep, comparison] = [join(folder, SWEEP), join(folder, COMPARISON)];
  if (!existsSync(sweep) && !existsSync(comparison)) return false;
  const { readSweep, readComparison } = await import('../report/many-runs/read-result.js');
  if (existsSync(sweep)) await keepManyRuns(folder, { sweep: await read(sweep, readSweep) });
  else await keepManyRuns(folder, { comparison: await read(comparison, readComparison) });
  return true;
}

async function read<T>(path: string, parse: (text: string) => Parsed<T>): Promise<T> {
  const parsed = parse(await readText(path));
  if (parsed.ok) return parsed.data;
  throw new BadInput(`${path}: ${parsed.message}`);
}
