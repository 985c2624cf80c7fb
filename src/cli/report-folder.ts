/** Reads the folder of a run, of a sweep or of a comparison, and writes its report beside. */
import { join } from 'node:path';
import { reportFiles } from '../report/report-files.js';
import { runFiles } from '../report/run-files.js';
import { commandLine } from './command-line.js';
import { BadInput } from './exit-code.js';
import { FolderWriter } from './folder-writer.js';
import { foreignTrace } from './foreign-trace.js';
import { readText } from './read-input.js';
import { readTrace } from './read-trace.js';
import { reportManyRuns } from './report-many-runs.js';
import { RESULT, SERIES, TRACE } from './run-folder.js';
import { writeReport } from './write-report.js';

const NAMES = { result: RESULT, series: SERIES };

/** Throws `BadInput` where a file is missing or bad, or the disk refuses, and then leaves the folder as it was. */
export async function reportFolder(folder: string): Promise<void> {
  if (await reportManyRuns(folder)) return;
  const [result, series] = await Promise.all([textOrProblem(join(folder, RESULT)), textOrProblem(join(folder, SERIES))]);
  if (result instanceof BadInput || series instanceof BadInput) {
    const problems = [result, series].flatMap((text) => (text instanceof BadInput ? [text.message] : []));
    // What "run --json" printed, or an older version wrote, can be run again.
    const hint = result instanceof BadInput ? '' : `; ${commandLine(['schism', 'run', join(folder, RESULT), '--out', folder])} writes it`;
    throw new BadInput(problems.join('\n') + hint);
  }
  const read = runFiles(result, series);
  if (!read.ok) throw new BadInput(read.problems.map(({ file, message }) => `${join(folder, NAMES[file])}: ${message}`).join('\n'));
  const trace = readTrace(join(folder, TRACE));
  if (trace !== undefined && trace.facts !== read.run.facts) throw foreignTrace(folder, trace.facts, read.run.facts);
  const files = await reportFiles(read.run, read.series, trace);
  const writer = new FolderWriter(folder);
  try {
    writeReport(writer, files);
    process.stderr.write(`wrote ${writer.keep().toReversed().join(' and ')}\n`);
  } catch (error) {
    writer.discard();
    throw new BadInput(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function textOrProblem(path: string): Promise<string | BadInput> {
  try {
    return await readText(path);
  } catch (error) {
    if (error instanceof BadInput) return error;
    throw error;
  }
}
