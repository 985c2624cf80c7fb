/** Puts the runs of several folders into one, each once. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BadStore, readStore, type StoredRun } from '../experiment/run-store.js';
import { BadInput } from './exit-code.js';
import { FolderWriter } from './folder-writer.js';
import { RUNS } from './many-runs-folder.js';
import { counted } from './readable.js';

export interface MergeArguments {
  readonly folders: readonly string[];
  readonly out: string;
}

/** In the order of the folders, after what `out` holds. Throws `BadInput` where one has no runs, or lines that are none. */
export function mergeFolders({ folders, out }: MergeArguments): void {
  const runs = new Map<string, StoredRun>();
  for (const folder of [out, ...folders]) {
    const path = join(folder, RUNS);
    if (folder !== out && !existsSync(path))
      throw new BadInput(`${path}: there is no such file; "schism sweep … --out ${folder}" writes it`);
    for (const run of runsIn(path)) if (!runs.has(run.key)) runs.set(run.key, run);
  }
  const writer = new FolderWriter(out);
  try {
    mkdirSync(out, { recursive: true });
    writer.write(RUNS, [...runs.values()].map((run) => `${JSON.stringify(run)}\n`).join(''));
    writer.keep();
  } catch (error) {
    writer.discard();
    throw new BadInput(`--out ${out}: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.stderr.write(`${counted(runs.size, 'run')} in ${join(out, RUNS)}\n`);
}

function runsIn(path: string): readonly StoredRun[] {
  try {
    return readStore(path).runs;
  } catch (error) {
    if (error instanceof BadStore) throw new BadInput(error.message);
    throw new BadInput(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
