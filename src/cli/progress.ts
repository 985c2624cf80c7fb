/**
 * How far a long run is, on stderr: a bar where a person watches a terminal, else a line now and then. It also lets the
 * process breathe, since a run keeps it busy: only then is Ctrl-C noticed.
 */
import { setImmediate } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { readableTime } from './readable.js';

export interface RunProgress {
  readonly simulated_ms: number;
  readonly of_ms: number;
}

/** In milliseconds of real time: runs shorter than this pass without a line, or without a bar. */
const FIRST_LINE_MS = 3_000;
const BAR_MS = 500;
/** How long the process holds its breath. */
const BREATH_MS = 50;

export class Progress {
  readonly #startedAt = performance.now();
  #breathedAt = performance.now();
  #nextLineAt = this.#startedAt + FIRST_LINE_MS;
  #bar: SingleBar | undefined;
  #listens: boolean;
  #interrupted = false;
  #last: RunProgress | undefined;

  /** How far the run was when last heard of. */
  get last(): RunProgress | undefined {
    return this.#last;
  }

  /** @param tidiesUp whether something has to be done before the process may end. */
  constructor({ tidiesUp }: { readonly tidiesUp: boolean }) {
    if (tidiesUp) process.once('SIGINT', this.#interrupt);
    this.#listens = tidiesUp;
  }

  readonly report = async (progress: RunProgress): Promise<'go_on' | 'stop'> => {
    // Until now Ctrl-C simply ends the process, if it may, as setting up leaves no gap to notice it in.
    if (!this.#listens) process.once('SIGINT', this.#interrupt);
    this.#listens = true;
    this.#last = progress;
    const now = performance.now();
    if (now - this.#breathedAt >= BREATH_MS) {
      this.#breathedAt = now;
      this.#show(progress, now);
      await setImmediate();
    }
    return this.#interrupted ? 'stop' : 'go_on';
  };

  end(): void {
    this.#bar?.stop();
    process.off('SIGINT', this.#interrupt);
  }

  readonly #interrupt = (): void => {
    this.#interrupted = true;
  };

  #show({ simulated_ms, of_ms }: RunProgress, now: number): void {
    const simulated = Math.min(simulated_ms, of_ms);
    if (process.stderr.isTTY) {
      if (now - this.#startedAt < BAR_MS) return;
      this.#bar ??= startedBar(of_ms);
      this.#bar.update(simulated, { time: readableTime(simulated) });
    } else if (now >= this.#nextLineAt) {
      // Each line comes after twice the time of the one before, so that the log of a long run stays short.
      this.#nextLineAt = now + (now - this.#startedAt);
      process.stderr.write(`simulated ${readableTime(simulated)} of ${readableTime(of_ms)}\n`);
    }
  }
}

const startedBar = (of_ms: number): SingleBar => {
  const bar = new SingleBar({
    stream: process.stderr,
    format: `{bar} {percentage} % | {time} of ${readableTime(of_ms)} simulated`,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
  });
  bar.start(of_ms, 0, { time: readableTime(0) });
  return bar;
};
