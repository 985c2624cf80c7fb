/**
 * The state in which Alea begins for a seed (J. Baagøe, 2010). The package that has the generator works it out too, at three times
 * the cost: and a run seeds more generators than it draws numbers from each.
 */

export interface AleaState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

const TWO_32 = 0x1_0000_0000;
const START = 0xefc8249d;
const FACTOR = 0.02519603282416938;

/** Mixes a text into what has been mixed so far. */
function mixed(before: number, text: string): number {
  let n = before;
  for (let at = 0; at < text.length; at++) {
    n += text.charCodeAt(at);
    const scaled = FACTOR * n;
    const high = scaled >>> 0;
    const product = (scaled - high) * high;
    const low = product >>> 0;
    n = low + (product - low) * TWO_32;
  }
  return n;
}

/** In [0, 1). */
const fraction = (n: number): number => (n >>> 0) / TWO_32;
const wrapped = (difference: number): number => (difference < 0 ? difference + 1 : difference);

// Every seed is mixed into the same three blanks.
const BLANK_0 = mixed(START, ' ');
const BLANK_1 = mixed(BLANK_0, ' ');
const BLANK_2 = mixed(BLANK_1, ' ');

export function aleaState(seed: string): AleaState {
  const once = mixed(BLANK_2, seed);
  const twice = mixed(once, seed);
  const thrice = mixed(twice, seed);
  return {
    c: 1,
    s0: wrapped(fraction(BLANK_0) - fraction(once)),
    s1: wrapped(fraction(BLANK_1) - fraction(twice)),
    s2: wrapped(fraction(BLANK_2) - fraction(thrice)),
  };
}
