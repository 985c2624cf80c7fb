/** How many samples fall into which class: ten classes a decade, at the preferred numbers of ISO 3 (R10). */
import type { LatencyBin } from './series.js';

const R10 = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
const MICROSECONDS_PER_MILLISECOND = 1_000;

/** Where the `place`-th class begins, in ms. The first is all below 1 ms. */
const bound = (place: number): number =>
  place === 0 ? 0 : (R10[(place - 1) % R10.length] ?? 1) * 10 ** Math.floor((place - 1) / R10.length);

export class LatencyHistogram {
  readonly #counts: number[] = [];

  /** @param sample in µs */
  add(sample: number): void {
    const place = placeOf(sample / MICROSECONDS_PER_MILLISECOND);
    while (this.#counts.length <= place) this.#counts.push(0);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** From the first class with a sample to the last. */
  result(): readonly LatencyBin[] {
    const first = this.#counts.findIndex((count) => count > 0);
    return this.#counts
      .map((pairs, place) => ({ from_ms: bound(place), to_ms: bound(place + 1), pairs }))
      .slice(first < 0 ? this.#counts.length : first);
  }
}

function placeOf(milliseconds: number): number {
  let place = milliseconds < 1 ? 0 : 1 + R10.length * Math.floor(Math.log10(milliseconds));
  while (bound(place + 1) <= milliseconds) place++;
  return place;
}
