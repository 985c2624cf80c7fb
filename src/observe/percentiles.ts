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

const SAMPLES_AT_FIRST = 64;

/** Collects samples of one quantity. Eight bytes each: percentiles of a stream are exact only if all of it is kept. */
export class Samples {
  #values = new Float64Array(SAMPLES_AT_FIRST);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const longer = new Float64Array(2 * this.#count);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#count++] = value;
  }

  /** @param scale what a sample is divided by: 1,000 for samples in microseconds. */
  distribution(scale: number): Distribution {
    // In place: the order of samples means nothing, and a copy of all of them may be large.
    const sorted = this.#values.subarray(0, this.#count).sort();
    const percentile = (percent: number): number | null => {
      const value = sorted[Math.ceil((percent * sorted.length) / 100) - 1];
      return value === undefined ? null : value / scale;
    };
    return { count: sorted.length, p50: percentile(50), p95: percentile(95), p99: percentile(99), max: percentile(100) };
  }
}

/** Samples taken in microseconds, told in milliseconds. */
export const inMilliseconds = (samples: Samples): Distribution => samples.distribution(1_000);
