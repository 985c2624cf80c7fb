/**
 * Runs a scenario twice and finds the first fact at which the runs part. Both run side by side, and neither gets further ahead
 * than from one call of `onProgress` to the next: so both facts are at hand where they differ, though nothing keeps them all,
 * and no third run is needed, which might not show the same again.
 */
import type { StampedFact } from '../facts/index.js';
import type { RunOutcome } from '../observe/run-result.js';
import type { RunOptions } from '../simulation/run.js';
import { traceLine } from './trace-line.js';

/** Where two runs of one scenario part. */
export interface Parting {
  /** Which fact it is, counted from 1 with those of setting up: its line in a trace. */
  readonly fact: number;
  /** As in a trace; null: this run was over. */
  readonly first: object | null;
  readonly second: object | null;
}

/** What a result says of the two runs. */
export type Determinism = { readonly same: true } | { readonly same: false; readonly parting: Parting };

export interface TwoRuns {
  /** The first run's. */
  readonly outcome: RunOutcome;
  readonly determinism: Determinism;
}

export type RunOnce = (options: RunOptions) => Promise<RunOutcome | undefined>;

/** `options` go to the first run only. Undefined: `onProgress` stopped them. Throws what a run throws. */
export async function runTwice(runOnce: RunOnce, options: Pick<RunOptions, 'onFact' | 'onProgress'>): Promise<TwoRuns | undefined> {
  const comparison = new Comparison();
  const meeting = new Meeting();
  let go: 'go_on' | 'stop' = 'go_on';
  const first = runOnce({
    onFact: (fact) => {
      options.onFact?.(fact);
      comparison.take('first', fact);
    },
    onProgress: async (progress) => {
      go = (await options.onProgress?.(progress)) ?? 'go_on';
      await meeting.arrive();
      return go;
    },
  }).finally(meeting.callOff);
  const second = runOnce({
    onFact: (fact) => comparison.take('second', fact),
    onProgress: async () => {
      await meeting.arrive();
      return go;
    },
  }).finally(meeting.callOff);
  const ended = await Promise.allSettled([first, second]);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  const outcome = await first;
  return outcome && { outcome, determinism: comparison.result() };
}

type Which = 'first' | 'second';

/** Compares two streams of facts, and holds only what one of them is ahead by. */
class Comparison {
  #equal = 0;
  #parting: Parting | undefined;
  #ahead: string[] = [];
  #read = 0;
  #leader: Which = 'first';

  take(which: Which, stamped: StampedFact): void {
    if (this.#parting !== undefined) return;
    const line = traceLine(stamped);
    if (this.#read === this.#ahead.length) {
      this.#ahead = [];
      this.#read = 0;
      this.#leader = which;
    }
    if (which === this.#leader) this.#ahead.push(line);
    else this.#compare(this.#ahead[this.#read++], line);
  }

  /** Once both streams are over. */
  result(): Determinism {
    if (this.#parting === undefined && this.#read < this.#ahead.length) this.#compare(this.#ahead[this.#read], undefined);
    return this.#parting === undefined ? { same: true } : { same: false, parting: this.#parting };
  }

  #compare(leaders: string | undefined, others: string | undefined): void {
    if (leaders === others) {
      this.#equal++;
      return;
    }
    const [first, second] = this.#leader === 'first' ? [leaders, others] : [others, leaders];
    this.#parting = { fact: this.#equal + 1, first: asObject(first), second: asObject(second) };
  }
}

const asObject = (line: string | undefined): object | null => (line === undefined ? null : (JSON.parse(line) as object)); // `traceLine` writes objects

/** Two that wait for each other, again and again, until one of them is not going to come any more. */
class Meeting {
  #calledOff = false;
  #waiting: (() => void) | undefined;

  arrive(): Promise<void> {
    if (this.#calledOff) return Promise.resolve();
    if (this.#waiting === undefined) {
      return new Promise((resolve) => {
        this.#waiting = resolve;
      });
    }
    this.#release();
    return Promise.resolve();
  }

  readonly callOff = (): void => {
    this.#calledOff = true;
    this.#release();
  };

  #release(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
