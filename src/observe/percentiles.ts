/**
 * Percentiles by nearest rank: the p-th of n samples is the ⌈p·n/100⌉-th smallest, so it is always a value that was measured.
 */

/** In milliseconds. All but the count are null without a sample. */
export type Distribution = {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
};

const RUNS_AT_FIRST = 64;

/**
 * Collects samples of one quantity, all of them: else percentiles of a stream are not exact. Equal ones that follow upon one another,
 * like the latencies of a message at all devices of a server, take up the place of one.
 */
export class Samples {
  #values = new Float64Array(RUNS_AT_FIRST);
  /** How many samples each value stands for. */
  #lengths = new Uint32Array(RUNS_AT_FIRST);
  #runs = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#count++;
    const last = this.#runs - 1;
    if (this.#values[last] === value) {
      this.#lengths[last] = (this.#lengths[last] as number) + 1; // both have a place for each run
      return;
    }
    if (this.#runs === this.#values.length) {
      this.#values = extended(this.#values, new Float64Array(2 * this.#runs));
      this.#lengths = extended(this.#lengths, new Uint32Array(2 * this.#runs));
    }
    this.#values[this.#runs] = value;
    this.#lengths[this.#runs++] = 1;
  }

  /** @param scale what a sample is divided by: 1,000 for samples in microseconds. */
  distribution(scale: number): Distribution {
    const values = this.#values.subarray(0, this.#runs);
    const sorted = values.slice().sort();
    /** By place in `sorted`, how many samples have that value. Of equal values the first place found stands for all. */
    const samples = new Float64Array(sorted.length);
    // Runs and places are those of these arrays.
    for (let run = 0; run < values.length; run++) {
      const place = placeOf(values[run] as number, sorted);
      samples[place] = (samples[place] as number) + (this.#lengths[run] as number);
    }
    const percentile = (percent: number): number | null => {
      let before = 0;
      const rank = Math.ceil((percent * this.#count) / 100);
      for (let place = 0; place < sorted.length; place++) {
        before += samples[place] as number;
        if (before >= rank) return (sorted[place] as number) / scale;
      }
      return null;
    };
    return { count: this.#count, p50: percentile(50), p95: percentile(95), p99: percentile(99), max: percentile(100) };
  }
}

/** Of a value that is there, by bisection. */
function placeOf(value: number, sorted: Float64Array): number {
  let from = 0;
  let to = sorted.length - 1;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

const extended = <T extends { set(array: T): void }>(array: T, longer: T): T => {
  longer.set(array);
  return longer;
};

/** Samples taken in microseconds, told in milliseconds. */
export const inMilliseconds = (samples: Samples): Distribution => samples.distribution(1_000);
