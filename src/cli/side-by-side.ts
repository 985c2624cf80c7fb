/**
 * Two runs side by side, and the first fact at which they part. Neither gets further ahead than from one call of `onProgress` to
 * the next: so both facts are at hand where they differ, though nothing keeps them all, and no third run is needed, which
 * might not show the same again.
 */
import type { StampedFact } from '../facts/index.js';
import type { RunOutcome } from '../observe/run-result.js';
import type { RunOptions } from '../simulation/run.js';
import { traceLine } from './trace-line.js';

/** Where two runs part. */
export interface Parting {
  /** Which fact it is, counted from 1 with those of setting up: its line in a trace. */
  readonly fact: number;
  /** As in a trace; null: this run was over. */
  readonly first: object | null;
  readonly second: object | null;
}

export interface RanSideBySide {
  /** The first run's. */
  readonly outcome: RunOutcome;
  /** Undefined: they are the same, fact by fact. */
  readonly parting: Parting | undefined;
  /** In either run a tie was decided by an event id, at the instant at which they part or before. */
  readonly afterTie: boolean;
}

export type RunOnce = (options: RunOptions) => Promise<RunOutcome | undefined>;

/** `options` go to the first run only. Undefined: `onProgress` stopped them. Throws what a run throws. */
export async function runSideBySide(
  runFirst: RunOnce,
  runSecond: RunOnce,
  options: Pick<RunOptions, 'blame' | 'onFact' | 'onStated' | 'onProgress'>,
): Promise<RanSideBySide | undefined> {
  const comparison = new Comparison();
  const meeting = new Meeting();
  let go: 'go_on' | 'stop' = 'go_on';
  const first = runFirst({
    ...(options.blame !== undefined && { blame: options.blame }),
    ...(options.onStated !== undefined && { onStated: options.onStated }),
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
  const second = runSecond({
    onFact: (fact) => comparison.take('second', fact),
    onProgress: async () => {
      await meeting.arrive();
      return go;
    },
  }).finally(meeting.callOff);
  const ended = await Promise.allSettled([first, second]);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  const outcome = await first;
  return outcome && { outcome, ...comparison.result() };
}

type Which = 'first' | 'second';

interface Told {
  readonly at: number;
  readonly line: string;
}

/** Compares two streams of facts, and holds only what one of them is ahead by. */
class Comparison {
  #equal = 0;
  #parting: Parting | undefined;
  #partedAt = Number.POSITIVE_INFINITY;
  #tieAt = Number.POSITIVE_INFINITY;
  #ahead: Told[] = [];
  #read = 0;
  #leader: Which = 'first';

  take(which: Which, stamped: StampedFact): void {
    const { at, fact } = stamped;
    if ('decided_by_event_id' in fact && fact.decided_by_event_id) this.#tieAt = Math.min(this.#tieAt, at);
    if (this.#parting !== undefined) return;
    const line = traceLine(stamped);
    if (this.#read === this.#ahead.length) {
      this.#ahead = [];
      this.#read = 0;
      this.#leader = which;
    }
    if (which === this.#leader) this.#ahead.push({ at, line });
    else this.#compare(this.#ahead[this.#read++], { at, line });
  }

  /** Once both streams are over. */
  result(): Pick<RanSideBySide, 'parting' | 'afterTie'> {
    if (this.#parting === undefined && this.#read < this.#ahead.length) this.#compare(this.#ahead[this.#read], undefined);
    return { parting: this.#parting, afterTie: this.#parting !== undefined && this.#tieAt <= this.#partedAt };
  }

  #compare(leaders: Told | undefined, others: Told | undefined): void {
    if (leaders?.line === others?.line) {
      this.#equal++;
      return;
    }
    const [first, second] = this.#leader === 'first' ? [leaders, others] : [others, leaders];
    this.#parting = { fact: this.#equal + 1, first: asObject(first?.line), second: asObject(second?.line) };
    // What a tie decides can come to be told before the tie is, in the same turn.
    this.#partedAt = Math.max(first?.at ?? 0, second?.at ?? 0);
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
