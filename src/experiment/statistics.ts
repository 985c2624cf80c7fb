/**
 * Intervals of 95 %. Pairs of a message and a device, or the commits of one run, hang together, so a ratio of sums is not known as well as
 * its count would say: its interval comes from drawing whole runs again (Efron's percentile bootstrap). A share of runs, each of which
 * either is so or not, has Wilson's interval (E. B. Wilson, 1927).
 */
import seedrandom from 'seedrandom';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Whether an interval is as narrow as is asked: half its width is at most that part of the value, or, where the value is zero, at most
 * that itself. Where there is no value no further run may ever give one, so that is narrow enough.
 */
export function isNarrow({ value, interval }: Pick<Estimate, 'value' | 'interval'>, part: number): boolean {
  if (value === null) return true;
  if (interval === null) return false;
  return (interval.high - interval.low) / 2 <= part * (value === 0 ? 1 : Math.abs(value));
}

/** What a run gives to a ratio. */
export interface Part {
  readonly part: number;
  readonly whole: number;
}

/** What is known of one number over several runs. */
export interface Estimate {
  /** Null: no run tells anything. */
  readonly value: number | null;
  /** Null: there is one run, or none. */
  readonly interval: Interval | null;
  /** The runs that tell something. */
  readonly runs: number;
}

/** The 0.975 quantile of the standard normal distribution. */
const Z = 1.959963984540054;
/** Enough for intervals whose ends are good to a few per cent of their width. */
const RESAMPLES = 2_000;

/** @param of how many, at least one */
export function wilson(successes: number, of: number): Interval {
  const share = successes / of;
  const centre = share + (Z * Z) / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const whole = 1 + (Z * Z) / of;
  // At either end the formula gives the end itself, but for a rounding.
  return { low: successes === 0 ? 0 : (centre - half) / whole, high: successes === of ? 1 : (centre + half) / whole };
}

/** The share of runs in which something is so. */
export function share(values: readonly boolean[]): Estimate {
  const successes = values.filter(Boolean).length;
  if (values.length === 0) return { value: null, interval: null, runs: 0 };
  return { value: successes / values.length, interval: wilson(successes, values.length), runs: values.length };
}

/** @param seed the same one gives the same interval */
export const mean = (values: readonly number[], seed: string): Estimate =>
  ratio(
    values.map((value) => ({ part: value, whole: 1 })),
    seed,
  );

/** The value below which a part of the runs lies, between two of them in proportion (R's type 7). @param part of one: 0.5 is the median */
export function quantile(values: readonly number[], part: number, seed: string): Estimate {
  const at = (drawn: readonly number[]): number | null => quantileOf(drawn, part);
  return { value: at(values), interval: values.length < 2 ? null : bootstrap(values, at, seed), runs: values.length };
}

/**
 * The sum of the parts by the sum of the wholes, of each run one; null where there is nothing of the whole. Of a share that is none or all
 * in every run, drawing them again would show no spread: there the runs that say so count as so many trials.
 */
export function proportion(runs: readonly Part[], seed: string): Estimate {
  const estimate = ratio(runs, seed);
  const telling = runs.filter(({ whole }) => whole > 0).length;
  const isShare = runs.every(({ part, whole }) => part >= 0 && part <= whole);
  if (!isShare || (estimate.value !== 0 && estimate.value !== 1)) return estimate;
  return { ...estimate, interval: wilson(estimate.value * telling, telling) };
}

/** So much for each of something else. Where there is nothing of it in any run, nobody knows how rare it is. */
export function rate(runs: readonly Part[], seed: string): Estimate {
  const estimate = ratio(runs, seed);
  return estimate.value === 0 ? { ...estimate, interval: null } : estimate;
}

function ratio(runs: readonly Part[], seed: string): Estimate {
  const value = quotient(runs);
  if (value === null) return { value, interval: null, runs: runs.length };
  return { value, interval: runs.length < 2 ? null : bootstrap(runs, quotient, seed), runs: runs.length };
}

function quantileOf(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : low + (place - Math.floor(place)) * (high - low);
}

function quotient(runs: readonly Part[]): number | null {
  let [part, whole] = [0, 0];
  for (const run of runs) {
    part += run.part;
    whole += run.whole;
  }
  return whole === 0 ? null : part / whole;
}

/** Draws as many runs as there are, with repetition, again and again. Draws that tell nothing do not count. */
function bootstrap<Run>(runs: readonly Run[], statistic: (drawn: readonly Run[]) => number | null, seed: string): Interval | null {
  const random = seedrandom.alea(seed);
  const found: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const value = statistic(runs.map(() => runs[Math.floor(random() * runs.length)] as Run)); // a place of the list
    if (value !== null) found.push(value);
  }
  found.sort((a, b) => a - b);
  const at = (share: number): number | undefined => found[Math.min(found.length - 1, Math.floor(share * found.length))];
  const [low, high] = [at(0.025), at(0.975)];
  return low === undefined || high === undefined ? null : { low, high };
}
