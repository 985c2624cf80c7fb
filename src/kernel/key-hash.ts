/**
 * A hash of the parts of a key, which can be taken up after its first parts: many keys begin alike. Two lanes of 32 bits, each
 * turned and multiplied for every word as in xxHash32 (Y. Collet), and mixed at the end as in MurmurHash3 (A. Appleby). Protects
 * nothing.
 */

const WORD_A = 0x85ebca77;
const TURN_A = 0x9e3779b1;
const WORD_B = 0xc2b2ae3d;
const TURN_B = 0x27d4eb2f;

// Before each part goes a word that says how to read it, so that no two keys have the same words.
const TEXT = 1;
const NUMBER = 2;
const KINDS = 4;

const fmix = (word: number): number => {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

export class KeyHash {
  #a: number;
  #b: number;

  private constructor(a: number, b: number) {
    this.#a = a;
    this.#b = b;
  }

  static empty(): KeyHash {
    return new KeyHash(TURN_A, TURN_B);
  }

  copy(): KeyHash {
    return new KeyHash(this.#a, this.#b);
  }

  /** Takes in one more part, and returns itself. A number and its digits as a string are different parts. */
  add(part: string | number): this {
    const text = typeof part === 'string' ? part : String(part);
    let [a, b] = [this.#a, this.#b];
    for (let at = -1; at < text.length; at++) {
      const word = at >= 0 ? text.charCodeAt(at) : text.length * KINDS + (typeof part === 'string' ? TEXT : NUMBER);
      a = (a + Math.imul(word, WORD_A)) | 0;
      a = Math.imul((a << 13) | (a >>> 19), TURN_A);
      b = (b + Math.imul(word, WORD_B)) | 0;
      b = Math.imul((b << 15) | (b >>> 17), TURN_B);
    }
    this.#a = a;
    this.#b = b;
    return this;
  }

  /** 64 bits: the first 32 of them, as a signed integer. */
  get high(): number {
    const sum = (this.#a + this.#b) | 0;
    return (fmix(sum) + fmix((sum + this.#b) | 0)) | 0;
  }

  /** The others. */
  get low(): number {
    const sum = (this.#a + this.#b) | 0;
    const second = fmix((sum + this.#b) | 0);
    return (fmix(sum) + 2 * second) | 0;
  }
}
