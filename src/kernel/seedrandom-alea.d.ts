/** One generator of seedrandom, without the package's main module: that seeds itself from `Math.random` on being loaded. */
declare module 'seedrandom/lib/alea.js' {
  import type { PRNG } from 'seedrandom';

  /** `state`: one to begin in, whatever the seed. */
  export default function alea(
    seed: string,
    options?: { readonly state: { readonly c: number; readonly s0: number; readonly s1: number; readonly s2: number } },
  ): PRNG;
}
