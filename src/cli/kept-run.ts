/** A run that is kept: what `--out` adds to it. Watches the facts, and in the end writes result, series and report. */
import type { StampedFact } from '../facts/index.js';
import { runFiles } from '../report/run-files.js';
import { SeriesFold } from '../report/series/series-fold.js';
import { FactPacker } from '../report/space-time/packed-facts.js';
import type { Scenario } from '../scenario/scenario.js';
import { RunFolder } from './run-folder.js';
import { type RunResult, resultText } from './run-result.js';
import { traceRecord } from './trace-line.js';

export class KeptRun {
  readonly #folder: RunFolder;
  readonly #series: SeriesFold;
  /** For the report, if there is a trace. */
  readonly #facts: FactPacker | undefined;

  /** Throws `BadInput` where the folder cannot be written to, here and below. */
  constructor(out: string, trace: boolean, scenario: Pick<Scenario, 'duration'>) {
    this.#folder = new RunFolder(out, trace);
    this.#series = new SeriesFold(scenario);
    this.#facts = trace ? new FactPacker() : undefined;
  }

  readonly onFact = (fact: StampedFact): void => {
    this.#folder.onFact(fact);
    this.#series.fact(fact);
    this.#facts?.add(traceRecord(fact));
  };

  /** Names what was written. @param command that gives the same run again */
  async keep(run: RunResult, command: string): Promise<readonly string[]> {
    const result = resultText(run);
    const series = `${JSON.stringify(this.#series.result({ fingerprint: run.fingerprint, command }))}\n`;
    // Made of the files' texts, as `schism report` makes it: so it can be made again.
    const read = runFiles(result, series);
    if (!read.ok) throw new Error(`a run that its report cannot read: ${read.problems.map(({ message }) => message).join('; ')}`);
    // Only here is anything drawn, and what draws takes its time to load.
    const { reportFiles } = await import('../report/report-files.js');
    return this.#folder.keep({ result, series, report: await reportFiles(read.run, read.series, this.#facts?.result()) });
  }

  discard(): void {
    this.#folder.discard();
  }
}
