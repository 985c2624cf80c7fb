/** One generator of seedrandom, without the package's main module: that seeds itself from `Math.random` on being loaded. */
declare module 'seedrandom/lib/alea.js' {
  import type { PRNG } from 'seedrandom';

  export default function alea(seed: string): PRNG;
}
