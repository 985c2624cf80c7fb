/**
 * The folder of a run, `--out DIR`: its `result.json` and, if asked for, its `trace.ndjson`. Both get their names only when they
 * are whole: a run that is interrupted, or fails, leaves the folder as it was.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { StampedFact } from '../facts/index.js';
import { BadInput } from './exit-code.js';
import { isResult } from './result-document.js';
import { TraceFile } from './trace-file.js';

const RESULT = 'result.json';
const TRACE = 'trace.ndjson';
/** What a name ends in while the file is being written. */
const PARTIAL = '.partial';

export class RunFolder {
  readonly #folder: string;
  /** The outermost folder that had to be made. */
  readonly #made: string | undefined;
  readonly #trace: TraceFile | undefined;

  /**
   * Makes the folder where there is none, and begins the trace. A folder with an earlier run in it will hold this one instead.
   * Throws `BadInput` where it can't be written to, or holds something else.
   */
  constructor(folder: string, traced: boolean) {
    this.#folder = folder;
    refuseForeign(folder);
    this.#made = onDisk(folder, () => mkdirSync(folder, { recursive: true }));
    this.#trace = traced ? onDisk(folder, () => new TraceFile(this.#partial(TRACE))) : undefined;
  }

  /** Takes a fact for the trace, if there is one. Throws `BadInput` where the disk refuses. */
  readonly onFact = (fact: StampedFact): void => {
    if (this.#trace !== undefined) onDisk(this.#folder, () => this.#trace?.fact(fact));
  };

  /** Names what was written. `result`: the text of `result.json`. Throws `BadInput` where the disk refuses. */
  keep(result: string): readonly string[] {
    return onDisk(this.#folder, () => {
      this.#trace?.close(true);
      writeFileSync(this.#partial(RESULT), result);
      // The result comes last: where it is, the run is whole. An earlier run's trace does not outlive its result.
      if (this.#trace === undefined) rmSync(join(this.#folder, TRACE), { force: true });
      const written = this.#trace === undefined ? [RESULT] : [TRACE, RESULT];
      for (const name of written) renameSync(this.#partial(name), join(this.#folder, name));
      return written.map((name) => join(this.#folder, name)).reverse();
    });
  }

  /** Takes back what was written, the folder included if it was made for it. */
  discard(): void {
    this.#trace?.close(false);
    for (const name of [TRACE, RESULT]) rmSync(this.#partial(name), { force: true });
    if (this.#made !== undefined) removeEmpty(resolve(this.#folder), resolve(this.#made));
  }

  #partial(name: string): string {
    return join(this.#folder, name + PARTIAL);
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
