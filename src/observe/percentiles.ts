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

/**
 * Collects samples of one quantity, all of them: else percentiles of a stream are not exact. Equal ones that follow upon one another,
 * like the latencies of a message at all devices of a server, take up the place of one.
 */
export class Samples {
  readonly #values: number[] = [];
  /** How many samples each value stands for. */
  readonly #lengths: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#count++;
    const last = this.#values.length - 1;
    if (this.#values[last] === value) {
      this.#lengths[last] = (this.#lengths[last] ?? 0) + 1;
      return;
    }
    this.#values.push(value);
    this.#lengths.push(1);
  }

  /** @param scale what a sample is divided by: 1,000 for samples in microseconds. */
  distribution(scale: number): Distribution {
    const sorted = Float64Array.from(this.#values).sort();
    /** By place in `sorted`, how many samples have that value. Of equal values the first place stands for all. */
    const samples = new Float64Array(sorted.length);
    // Each of these has a place for every value.
    for (let at = 0; at < this.#values.length; at++) {
      const place = placeOf(this.#values[at] as number, sorted);
      samples[place] = (samples[place] as number) + (this.#lengths[at] as number);
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

/** Samples taken in microseconds, told in milliseconds. */
export const inMilliseconds = (samples: Samples): Distribution => samples.distribution(1_000);
