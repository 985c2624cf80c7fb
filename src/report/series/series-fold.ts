/** Folds the facts of a run into what its charts are drawn from, beside the run and without any part in it. */
import type { StampedFact } from '../../facts/index.js';
import { RecoveryFold } from '../../observe/metrics/recovery.js';
import { RoomHistory } from '../../observe/room-history.js';
import { ClockSeries } from './clocks.js';
import { episodeSpans } from './episodes.js';
import { EpochSeries } from './epochs.js';
import { FaultSeries } from './faults.js';
import { MessageSeries } from './messages.js';
import { RetainedSeries } from './retained.js';
import { SERIES_VERSION, type Series } from './series.js';
import { binWidth } from './time-bins.js';

/** In µs, as in facts. */
export interface SeriesOptions {
  /** Of the workload. */
  readonly duration: number;
}

export class SeriesFold {
  readonly #history = new RoomHistory();
  readonly #recovery = new RecoveryFold(this.#history);
  readonly #faults = new FaultSeries();
  readonly #epochs = new EpochSeries(this.#history);
  readonly #retained = new RetainedSeries();
  readonly #clocks = new ClockSeries();
  readonly #messages: MessageSeries;
  #lastAt = 0;

  constructor({ duration }: SeriesOptions) {
    this.#messages = new MessageSeries(this.#history, binWidth(duration));
  }

  readonly fact = (stamped: StampedFact): void => {
    this.#lastAt = stamped.at;
    if (stamped.fact.kind === 'transmission') return;
    this.#clocks.fact(stamped);
    // As the metrics: of the scenario's own room.
    if (stamped.room !== undefined) return;
    if (stamped.fact.kind === 'message_decrypted') return this.#messages.decrypted(this.#history.decryption(stamped, stamped.fact));
    this.#history.fact(stamped);
    for (const fold of [this.#recovery, this.#faults, this.#epochs, this.#retained, this.#messages]) fold.fact(stamped);
  };

  /** Once, after the last fact. */
  result({ fingerprint, command }: Pick<Series, 'fingerprint' | 'command'>): Series {
    const end = this.#lastAt;
    return {
      schism_series: SERIES_VERSION,
      fingerprint,
      command,
      simulated_ms: end / 1_000,
      faults: this.#faults.result(end),
      epochs: this.#epochs.result(),
      messages: this.#messages.outcomes(),
      latency: this.#messages.latency(),
      episodes: episodeSpans(this.#recovery.episodes(), this.#history.numbers, end),
      retained: this.#retained.result(),
      clocks: this.#clocks.result(),
    };
  }
}
