/**
 * The loop of a run: takes events in order, moves time to each and calls its handler. Where handlers return nothing it stays
 * in one synchronous loop; a promise is awaited before the next event is taken, so that handlers never overlap.
 */
import { EventQueue, type ScheduledEvent } from './event-queue.js';
import { InvariantError } from './invariant-error.js';
import type { Instant } from './time.js';

export type Handler = () => void | Promise<void>;

export interface ScheduleOptions {
  /** Whether the event stands for work under way, for which the end of a run has to wait. */
  readonly work?: boolean;
}

export interface RunOptions {
  /** Asked before every event, the first included: the run stops where it holds. */
  readonly until?: () => boolean;
  /** Called after every so many events, to show progress or to give up. Cannot change what the run does. */
  readonly checkpoint?: {
    /** At least 1. */
    readonly every: number;
    /** Whether to go on. A promise is awaited, so that the process can attend to other things. */
    readonly goOn: () => boolean | Promise<boolean>;
  };
}

/** Why a run stopped: nothing is left before its limit, its `until` held, or its checkpoint said so. */
export type RunEnd = 'limit' | 'until' | 'interrupted';

export class Loop {
  readonly #queue = new EventQueue<Handler>();
  #now: Instant;
  #eventsScheduled = 0;
  #eventsTaken = 0;
  #running = false;

  /** @param start where time begins; negative, where setting up comes before time zero. */
  constructor(start: Instant) {
    this.#now = start;
  }

  get now(): Instant {
    return this.#now;
  }

  /** Events that are to come. */
  get pending(): number {
    return this.#queue.size;
  }

  /** Those of them that stand for work under way. */
  get workPending(): number {
    return this.#queue.workSize;
  }

  /** Events that were scheduled so far. */
  get eventsScheduled(): number {
    return this.#eventsScheduled;
  }

  /** Events that happened so far. */
  get eventsTaken(): number {
    return this.#eventsTaken;
  }

  /**
   * Has `handler` called at `at`, after what is scheduled for an earlier instant, by a lower source, or by the same source
   * before now.
   * @param source who schedules it: a small integer from 0, one for each source of events in the run.
   * @throws InvariantError if `at` lies in the past or is no whole number of microseconds.
   */
  schedule(at: Instant, source: number, handler: Handler, options?: ScheduleOptions): ScheduledEvent {
    if (!(at >= this.#now && Number.isSafeInteger(at))) {
      throw new InvariantError(`source ${source} scheduled an event for ${at} µs at ${this.#now} µs`);
    }
    this.#eventsScheduled++;
    return this.#queue.push(at, source, handler, options?.work === true);
  }

  /** Whether the event was still to come, and now will not. */
  cancel(event: ScheduledEvent): boolean {
    return this.#queue.cancel(event);
  }

  /**
   * Takes the events before `limit`, which itself is left to the next run: consecutive runs part time into half-open spans.
   * Time ends at `limit` if nothing is left before it, else at the last event taken. What a handler throws, or its promise
   * is rejected with, ends the run.
   */
  async runUntil(limit: Instant, options: RunOptions = {}): Promise<RunEnd> {
    if (this.#running) throw new InvariantError('the loop is running already');
    if (!(limit >= this.#now && Number.isSafeInteger(limit))) {
      throw new InvariantError(`cannot run until ${limit} µs at ${this.#now} µs`);
    }
    const { until, checkpoint } = options;
    const every = checkpoint?.every ?? Number.POSITIVE_INFINITY;
    let checkpointAt = this.#eventsTaken + every;
    this.#running = true;
    try {
      for (;;) {
        const pause = this.#runWhileSynchronous(limit, until, checkpointAt);
        if (pause === 'checkpoint') {
          if ((await checkpoint?.goOn()) === false) return 'interrupted';
          checkpointAt += every;
        } else if (typeof pause === 'string') {
          return pause;
        } else {
          await pause;
        }
      }
    } finally {
      this.#running = false;
    }
  }

  /** Runs until it has to stop, or has a promise to await. */
  #runWhileSynchronous(
    limit: Instant,
    until: (() => boolean) | undefined,
    checkpointAt: number,
  ): 'limit' | 'until' | 'checkpoint' | Promise<void> {
    const queue = this.#queue;
    for (;;) {
      if (until?.()) return 'until';
      if (this.#eventsTaken >= checkpointAt) return 'checkpoint';
      const at = queue.firstAt;
      if (!(at < limit)) {
        this.#now = limit;
        return 'limit';
      }
      this.#now = at as Instant; // times enter the queue as Instants
      this.#eventsTaken++;
      const unfinished = queue.take()();
      if (unfinished !== undefined) return unfinished;
    }
  }
}
