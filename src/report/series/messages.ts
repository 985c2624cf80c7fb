/** What became of messages, by when they were sent; and how long it took until they were read. */
import type { StampedFact } from '../../facts/index.js';
import { MessagesFold } from '../../observe/metrics/messages.js';
import type { Unread } from '../../observe/metrics/unread.js';
import type { Decryption, RoomHistory } from '../../observe/room-history.js';
import { LatencyHistogram } from './latency-histogram.js';
import { type LatencyBin, type MessageOutcome, type MessageOutcomes, OUTCOMES } from './series.js';

export class MessageSeries {
  readonly #width: number;
  readonly #fold: MessagesFold;
  readonly #latency = new LatencyHistogram();
  /** By the place of the stretch: pairs sent, and those of them read at a later attempt. */
  readonly #sent: number[] = [];
  readonly #late: number[] = [];

  /**
   * @param history is given each fact before this fold is
   * @param width of a stretch, in µs
   */
  constructor(history: RoomHistory, width: number) {
    this.#width = width;
    this.#fold = new MessagesFold(history, {
      sent: ({ sentAt }, devices) => add(this.#sent, this.#binOf(sentAt), devices),
      read: ({ sentAt, firstAttemptAt }, at, late) => {
        this.#latency.add(at - firstAttemptAt);
        if (late) add(this.#late, this.#binOf(sentAt), 1);
      },
    });
  }

  fact(stamped: StampedFact): void {
    this.#fold.fact(stamped);
  }

  decrypted(decryption: Decryption): void {
    this.#fold.decrypted(decryption);
  }

  outcomes(): MessageOutcomes {
    const bins = this.#sent.length;
    const pairs = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, new Array<number>(bins).fill(0)])) as Record<
      MessageOutcome,
      number[]
    >; // the keys are all of them
    for (let bin = 0; bin < bins; bin++) {
      pairs.decrypted[bin] = (this.#sent[bin] ?? 0) - (this.#late[bin] ?? 0);
      pairs.decrypted_late[bin] = this.#late[bin] ?? 0;
    }
    for (const { message, why } of this.#fold.unread()) {
      const bin = this.#binOf(message.sentAt);
      add(pairs[outcomeOf(why)], bin, 1);
      add(pairs.decrypted, bin, -1);
    }
    return { bin_ms: this.#width / 1_000, pairs };
  }

  latency(): readonly LatencyBin[] {
    return this.#latency.result();
  }

  #binOf(at: number): number {
    return Math.floor(at / this.#width);
  }
}

function outcomeOf(why: Unread): MessageOutcome {
  switch (why.kind) {
    case 'undecryptable':
      return why.cause;
    case 'hidden':
      return why.outcome;
    case 'undelivered':
      return 'undelivered';
  }
}

function add(counts: number[], place: number, amount: number): void {
  while (counts.length <= place) counts.push(0);
  counts[place] = (counts[place] ?? 0) + amount;
}
