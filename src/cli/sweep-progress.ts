/** How far a sweep is, on stderr, and when it will be over. Ctrl-C ends it after the run that is under way. */
import { setImmediate } from 'node:timers/promises';
import { readableTime } from './readable.js';

/** In milliseconds of real time. */
const FIRST_LINE_MS = 2_000;

export class SweepProgress {
  readonly #of: number;
  readonly #atMost: boolean;
  readonly #startedAt = performance.now();
  #nextLineAt = this.#startedAt + FIRST_LINE_MS;
  #begun = 0;
  #interrupted = false;

  /** @param of how many runs there are @param atMost or how many there may be */
  constructor(of: number, atMost = false) {
    this.#of = of;
    this.#atMost = atMost;
    process.on('SIGINT', this.#interrupt);
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** Before each run: whether there is to be one. */
  readonly next = async (): Promise<boolean> => {
    // A signal is noticed only where the process has nothing to do.
    await setImmediate();
    if (this.#interrupted) return false;
    const now = performance.now();
    if (now >= this.#nextLineAt && this.#begun > 0) {
      const left = ((now - this.#startedAt) / this.#begun) * (this.#of - this.#begun);
      // Each line comes after twice the time of the one before, so that the log of a long sweep stays short.
      this.#nextLineAt = now + (now - this.#startedAt);
      process.stderr.write(
        `${this.#begun} of ${this.#atMost ? 'at most ' : ''}${this.#of} runs done, about ${readableTime(left)} to go${this.#atMost ? ' at most' : ''}\n`,
      );
    }
    this.#begun += 1;
    return true;
  };

  end(): void {
    process.off('SIGINT', this.#interrupt);
  }

  readonly #interrupt = (): void => {
    this.#interrupted = true;
  };
}
