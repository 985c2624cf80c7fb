/**
 * How fast this machine is at the moment, by two pieces of work that no change of the project touches. The same benchmark can take
 * three times as long on another day, on a virtual machine of the same kind: figures can be compared where these two are the same.
 */

export interface MachineSpeed {
  /** Nanoseconds for a multiplication and an addition, each needing the one before. */
  readonly arithmetic: number;
  /** Nanoseconds for a load from 8 MiB of memory in random order, each needing the one before. */
  readonly load: number;
}

/** A power of two: of as many steps of the generator, each leads to another place, and the last to the first (Hull and Dobell). */
const PLACES = (8 << 20) / Uint32Array.BYTES_PER_ELEMENT;
const PASSES = 3;
const NANOSECONDS_A_MILLISECOND = 1_000_000;

/** A step of a linear congruential generator (its numbers: Numerical Recipes, §7.1). */
const next = (state: number): number => (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
const placeOf = (state: number): number => state & (PLACES - 1);

/** The place that is reached from the first. */
type Work = (steps: number) => number;

const arithmetic: Work = (steps) => {
  let state = 0;
  for (let step = 0; step < steps; step++) state = next(state);
  return placeOf(state);
};

function loads(): Work {
  const places = Uint32Array.from({ length: PLACES }, (_, at) => placeOf(next(at)));
  return (steps) => {
    let at = 0;
    // What is in the array are places of it.
    for (let step = 0; step < steps; step++) at = places[at] as number;
    return at;
  };
}

/** Nanoseconds a step, the best of some passes after one that warms up. */
function best(rounds: number, work: Work): number {
  const steps = rounds * PLACES;
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass <= PASSES; pass++) {
    const startedAt = performance.now();
    if (work(steps) !== 0) throw new Error('whole rounds did not lead back to the first place');
    if (pass > 0) least = Math.min(least, performance.now() - startedAt);
  }
  return (least * NANOSECONDS_A_MILLISECOND) / steps;
}

export const machineSpeed = (): MachineSpeed => ({ arithmetic: best(24, arithmetic), load: best(1, loads()) });
