/**
 * Keyed random draws. Every draw has a key of its own, its purpose and what it is for, and depends on nothing but the run's
 * seed and that key: never on how many draws came before. So adding a client, a link or a retry moves no other draw.
 * A single number is the hash of its key; a series of them is Alea's (J. Baagøe, 2010), begun in it. They protect no secrets.
 */
import alea from 'seedrandom/lib/alea.js';
import { type Hash64, KeyHash, partHash } from './key-hash.js';

/** The purpose of a draw, and the ids of what it is for. A number and its digits as a string are different ids. */
export type DrawKey = readonly [purpose: string, ...ids: (string | number)[]];

/** One number in [0, 1) for each try to do one thing. */
export type FamilyDraw = (thing: string, attempt: number) => number;

const TWO_21 = 2 ** 21;
const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;

const withPart = (hash: KeyHash, part: string | number): KeyHash => hash.with(partHash(part));

/** The top 53 of 64 bits, as a number in [0, 1). */
const fraction = ({ high, low }: Hash64): number => ((high >>> 0) * TWO_21 + (low >>> 11)) / TWO_53;

export class Draws {
  readonly #seed: KeyHash;
  /** The last thing that a family was asked for: one thing goes to many, one after another. */
  #thing = '';
  #thingHash = partHash('');

  constructor(seed: string) {
    this.#seed = withPart(KeyHash.empty, seed);
  }

  /** One number in [0, 1), a multiple of 2^-53. */
  uniform(...key: DrawKey): number {
    return fraction(this.#hash(key).bits);
  }

  /** The draws whose keys begin with these parts: `family(a, b)(c, d)` is `uniform(a, b, c, d)`, at less cost. */
  family(...key: DrawKey): FamilyDraw {
    const hash = this.#hash(key);
    return (thing, attempt) => fraction(hash.with(this.#hashOf(thing)).with(attempt === 1 ? FIRST : partHash(attempt)).bits);
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

  #hash(key: DrawKey): KeyHash {
    return key.reduce(withPart, this.#seed);
  }

  #hashOf(thing: string): Hash64 {
    if (thing !== this.#thing) {
      this.#thing = thing;
      this.#thingHash = partHash(thing);
    }
    return this.#thingHash;
  }

  #generator(key: DrawKey) {
    const hash = this.#hash(key);
    const { high, low } = hash.bits;
    const state = { c: 1, s0: (high >>> 0) / TWO_32, s1: (low >>> 0) / TWO_32, s2: (withPart(hash, 's2').bits.high >>> 0) / TWO_32 };
    return alea('', { state });
  }
}

const FIRST = partHash(1);
