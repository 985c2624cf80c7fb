/**
 * Keyed random draws. Every draw has a key of its own, its purpose and what it is for, and depends on nothing but the run's
 * seed and that key: never on how many draws came before. So adding a client, a link or a retry moves no other draw.
 * The generator is Alea (J. Baagøe, 2010), cheap enough to make one a key. It protects no secrets.
 */
import alea from 'seedrandom/lib/alea.js';
import { aleaState } from './alea-seed.js';

/** The purpose of a draw, and the ids of what it is for. A number and its digits as a string are different ids. */
export type DrawKey = readonly [purpose: string, ...ids: (string | number)[]];

export class Draws {
  readonly #seed: string;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** One number in [0, 1), a multiple of 2^-53. */
  uniform(...key: DrawKey): number {
    return this.#generator(key).double();
  }

  /** A series of independent numbers in [0, 1). */
  stream(...key: DrawKey): () => number {
    return this.#generator(key).double;
  }

  /** A series of random bytes: each call gives the next `length` of them, 32 bits a draw of the generator. */
  bytes(...key: DrawKey): (length: number) => Uint8Array {
    const generator = this.#generator(key);
    return (length) => {
      const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
      const view = new DataView(bytes.buffer);
      for (let at = 0; at < length; at += 4) view.setInt32(at, generator.int32(), true);
      return bytes.subarray(0, length);
    };
  }

  #generator(key: DrawKey) {
    return alea('', { state: aleaState(JSON.stringify([this.#seed, ...key])) });
  }
}
