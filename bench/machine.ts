/**
 * How fast this machine is at the moment, by two pieces of work that no change of the project touches. A virtual machine can be
 * three times slower on one day than on another, and its memory more than its processor: only figures taken at the same speed
 * can be compared.
 */

export interface MachineSpeed {
  /** Nanoseconds for a multiplication and an addition, each needing the one before. */
  readonly arithmetic: number;
  /** Nanoseconds for a load from 8 MiB of memory in random order, each needing the one before. */
  readonly load: number;
}

const PASSES = 3;
const OPERATIONS = 50_000_000;
const LOADS = 2_000_000;
const WORDS = (8 << 20) / Uint32Array.BYTES_PER_ELEMENT;
const NANOSECONDS = 1_000_000;

/** A constant of a linear congruential generator modulo 2^32, and its increment (Numerical Recipes, §7.1). */
const MULTIPLIER = 1_664_525;
const INCREMENT = 1_013_904_223;

const next = (state: number): number => (Math.imul(state, MULTIPLIER) + INCREMENT) | 0;

/** One ring through all words, each holding the place of the next (Sattolo's shuffle): no load can be begun before the last has ended. */
function ring(): Uint32Array {
  const places = Uint32Array.from({ length: WORDS }, (_, at) => at);
  let random = 1;
  for (let at = WORDS - 1; at > 0; at--) {
    random = next(random);
    const other = Math.floor(((random >>> 0) / 2 ** 32) * at);
    // Both are places of the array.
    [places[at], places[other]] = [places[other] as number, places[at] as number];
  }
  return places;
}

function arithmetic(): number {
  let state = 1;
  for (let step = 0; step < OPERATIONS; step++) state = next(state);
  return state;
}

function walk(places: Uint32Array): number {
  let at = 0;
  // What is in the array are places of it.
  for (let step = 0; step < LOADS; step++) at = places[at] as number;
  return at;
}

/** The best of three times, in nanoseconds a step, after one that warms up. */
function best(steps: number, work: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass <= PASSES; pass++) {
    const startedAt = performance.now();
    // Work whose result nobody reads may be left out by the compiler.
    if (!Number.isInteger(work())) throw new Error('an integer was expected');
    if (pass > 0) least = Math.min(least, performance.now() - startedAt);
  }
  return (least * NANOSECONDS) / steps;
}

export function machineSpeed(): MachineSpeed {
  const places = ring();
  return { arithmetic: best(OPERATIONS, arithmetic), load: best(LOADS, () => walk(places)) };
}
