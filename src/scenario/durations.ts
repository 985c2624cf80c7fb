/**
 * Lengths of time as a scenario writes them, `150ms`, `2s`, `1.5m`, `3h`, `7d`, and as the simulator counts them, in whole
 * microseconds. Offsets and steps of clocks may be negative, `-90s`.
 */
import { type Duration, microseconds } from '../kernel/time.js';

const UNITS = { d: 86_400_000_000, h: 3_600_000_000, m: 60_000_000, s: 1_000_000, ms: 1_000 } as const;

export const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d)$/;
export const SIGNED_DURATION = /^-?\d+(\.\d+)?(ms|s|m|h|d)$/;

const EXAMPLES = '150ms, 2s, 1.5m, 3h or 7d';
/** Far more than any run needs, and far below where microseconds stop being exact. */
const LONGEST = 36_500 * UNITS.d;

/** The length that `text` names, negative or not; undefined if it names none, or one of more than a hundred years. */
export const parseDuration = (text: string): Duration | undefined => {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (match === null) return undefined;
  // The pattern has just matched one of these units.
  const length = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  // Adding 0 makes one zero of the two.
  return Math.abs(length) <= LONGEST ? microseconds(Math.round(length) + 0) : undefined;
};

/** The shortest way to write a length in the largest unit that holds it a whole number of times, else in decimal milliseconds. */
export const formatDuration = (length: Duration): string => {
  if (length === 0) return '0s';
  for (const [unit, size] of Object.entries(UNITS)) {
    if (length % size === 0) return `${length / size}${unit}`;
  }
  return `${length / UNITS.ms}ms`;
};

/** What is wrong with a value that should be a length of time, and what to write instead. */
export const durationComplaint = (value: unknown): string => {
  if (typeof value === 'number') return `${value} has no unit: expected a length of time, such as ${EXAMPLES}`;
  if (typeof value !== 'string') return `expected a length of time, such as ${EXAMPLES}`;
  if (value.startsWith('-') && SIGNED_DURATION.test(value)) return `"${value}" is negative`;
  if (DURATION.test(value)) return `"${value}" is longer than a hundred years`;
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(value) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const meant = unitLike(unit.toLowerCase());
    return `"${unit}" is no unit of time${meant === undefined ? `: expected one such as ${EXAMPLES}` : `, did you mean "${amount}${meant}"?`}`;
  }
  return `"${value}" is no length of time: expected one such as ${EXAMPLES}`;
};

const SPELLINGS: readonly (readonly [RegExp, keyof typeof UNITS])[] = [
  [/^(ms|msecs?|millis|milliseconds?)$/, 'ms'],
  [/^(s|secs?|seconds?)$/, 's'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(h|hs|hrs?|hours?)$/, 'h'],
  [/^(d|days?)$/, 'd'],
];

const unitLike = (unit: string): string | undefined => SPELLINGS.find(([pattern]) => pattern.test(unit))?.[1];
