/** The folder of a sweep or of a comparison, `--out DIR`: its result, and the report that is made of it. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../experiment/comparison.js';
import type { SweepResult } from '../experiment/sweep-result.js';
import type { ReportFiles } from '../report/report-files.js';
import { BadInput } from './exit-code.js';
import { FolderWriter } from './folder-writer.js';
import { writeReport } from './write-report.js';

export const RUNS = 'runs.ndjson';
export const SWEEP = 'sweep.json';
export const COMPARISON = 'comparison.json';

/** Throws `BadInput` where a folder is there and holds anything but such a result: a report could take the place of what somebody needs. */
export function refuseForeign(folder: string, ...own: readonly string[]): void {
  if (!existsSync(folder)) return;
  if (!onDisk(folder, () => readdirSync(folder)).some((name) => !own.includes(name))) return;
  if (own.some((name) => existsSync(join(folder, name)))) return;
  throw refused(folder, 'the folder holds something else; name a new or an empty one');
}

/** Writes the result and its report. Throws `BadInput` where the disk refuses, and then leaves the folder as it was. */
export async function keepManyRuns(
  folder: string,
  result: { readonly sweep: SweepResult } | { readonly comparison: Comparison },
): Promise<void> {
  const report = await reportOf(result);
  const [name, content] = 'sweep' in result ? [SWEEP, result.sweep] : [COMPARISON, result.comparison];
  const writer = new FolderWriter(folder);
  try {
    mkdirSync(folder, { recursive: true });
    writeReport(writer, report);
    // The result comes last: where it is, the report is whole.
    writer.write(name, `${JSON.stringify(content, undefined, 2)}\n`);
    process.stderr.write(`wrote ${writer.keep().toReversed().join(' and ')}\n`);
  } catch (error) {
    writer.discard();
    throw refused(folder, error instanceof Error ? error.message : String(error));
  }
}

/** What draws takes its time to load. */
async function reportOf(result: { readonly sweep: SweepResult } | { readonly comparison: Comparison }): Promise<ReportFiles> {
  const { sweepReport, comparisonReport } = await import('../report/many-runs/many-runs-files.js');
  return 'sweep' in result ? await sweepReport(result.sweep) : await comparisonReport(result.comparison);
}

function onDisk<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw refused(folder, error instanceof Error ? error.message : String(error));
  }
}

const refused = (folder: string, why: string): BadInput => new BadInput(`--out ${folder}: ${why}`);
