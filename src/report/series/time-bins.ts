/** Stretches of virtual time that counts over time are taken over, of a length that a person would choose. */

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 4, 6, 12].map((count) => count * HOUR),
];
const BINS_MOST = 60;

/** @returns in µs, as `duration` is: it holds at most sixty of them. */
export function binWidth(duration: number): number {
  return WIDTHS.find((width) => duration <= width * BINS_MOST) ?? Math.ceil(duration / BINS_MOST / DAY) * DAY;
}
