/** Numbers in the sentences of charts: the same on every machine, whatever its locale. */

/** About three digits, in the largest unit that holds one whole: `85 ms`, `1.52 s`, `12 min`, `2.5 h`. */
export function duration(milliseconds: number): string {
  const [unit, length] = UNITS.findLast(([, each]) => milliseconds >= each) ?? ['ms', 1];
  return `${Number((milliseconds / length).toPrecision(3))} ${unit}`;
}

const UNITS = [
  ['ms', 1],
  ['s', 1_000],
  ['min', 60_000],
  ['h', 3_600_000],
] as const;

/** `1,234,567`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 pair`, `1,200 pairs`. */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
