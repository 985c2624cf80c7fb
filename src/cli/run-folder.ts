/**
 * The folder of a run, `--out DIR`: its `result.json`, what its report is made of, the report, and, if asked for, its `trace.ndjson`.
 * All get their names only when they are whole: a run that is interrupted, or fails, leaves the folder as it was.
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { StampedFact } from '../facts/index.js';
import type { ReportFiles } from '../report/report-files.js';
import { BadInput } from './exit-code.js';
import { FolderWriter, PARTIAL } from './folder-writer.js';
import { isResult } from './result-document.js';
import { TraceFile } from './trace-file.js';
import { writeReport } from './write-report.js';

export const RESULT = 'result.json';
export const SERIES = 'series.json';
export const TRACE = 'trace.ndjson';

/** What a run leaves, but for its trace: the texts of `result.json` and `series.json`, and the report made of them. */
export interface RunKept {
  readonly result: string;
  readonly series: string;
  readonly report: ReportFiles;
}

export class RunFolder {
  readonly #folder: string;
  /** The outermost folder that had to be made. */
  readonly #made: string | undefined;
  readonly #trace: TraceFile | undefined;
  readonly #writer: FolderWriter;

  /**
   * Makes the folder where there is none, and begins the trace. A folder with an earlier run in it will hold this one instead.
   * Throws `BadInput` where it can't be written to, or holds something else.
   */
  constructor(folder: string, traced: boolean) {
    this.#folder = folder;
    this.#writer = new FolderWriter(folder);
    refuseForeign(folder);
    this.#made = onDisk(folder, () => mkdirSync(folder, { recursive: true }));
    this.#trace = traced ? onDisk(folder, () => new TraceFile(this.#writer.partial(TRACE))) : undefined;
  }

  /** Takes a fact for the trace, if there is one. Throws `BadInput` where the disk refuses. */
  readonly onFact = (fact: StampedFact): void => {
    if (this.#trace !== undefined) onDisk(this.#folder, () => this.#trace?.fact(fact));
  };

  /** Names what was written, the result first. Throws `BadInput` where the disk refuses. */
  keep({ result, series, report }: RunKept): readonly string[] {
    return onDisk(this.#folder, () => {
      this.#trace?.close(true);
      if (this.#trace !== undefined) this.#writer.written(TRACE);
      this.#writer.write(SERIES, series);
      writeReport(this.#writer, report);
      // The result comes last: where it is, the run is whole.
      this.#writer.write(RESULT, result);
      // An earlier run's trace does not outlive its result.
      return this.#writer.keep(this.#trace === undefined ? [TRACE] : []).toReversed();
    });
  }

  /** Takes back what was written, the folder included if it was made for it. */
  discard(): void {
    this.#trace?.close(false);
    if (this.#trace !== undefined) this.#writer.written(TRACE);
    this.#writer.discard();
    if (this.#made !== undefined) removeEmpty(resolve(this.#folder), resolve(this.#made));
  }
}

/** Anything but a run's folder could lose what somebody needs, to no purpose. */
function refuseForeign(folder: string): void {
  const names = namesIn(folder).filter((name) => !name.endsWith(PARTIAL));
  const holdsRun = names.includes(RESULT) && isResult(onDisk(folder, () => readFileSync(join(folder, RESULT), 'utf8')));
  if (names.length > 0 && !holdsRun) throw refused(folder, 'the folder holds something else than a run; name a new or an empty one');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return [];
    throw refused(folder, code === 'ENOTDIR' ? 'this is not a folder' : said(error));
  }
}

/** From the inside out, as long as nobody has put anything there meanwhile. */
function removeEmpty(folder: string, outermost: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  if (folder !== outermost) removeEmpty(dirname(folder), outermost);
}

/** A disk that refuses is not Schism's fault. */
function onDisk<T>(folder: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw refused(folder, said(error));
  }
}

const refused = (folder: string, why: string): BadInput => new BadInput(`--out ${folder}: ${why}`);
const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
