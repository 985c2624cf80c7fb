/**
 * A hash of the parts of a key, which can be taken up after its first parts: many keys begin alike. Each part is hashed by itself
 * and then mixed in, so that a part which comes again and again is read once. Two lanes of 32 bits, each turned and multiplied for
 * every word as in xxHash32 (Y. Collet), and mixed at the end as in MurmurHash3 (A. Appleby). Protects nothing.
 */

const WORD_A = 0x85ebca77;
const TURN_A = 0x9e3779b1;
const WORD_B = 0xc2b2ae3d;
const TURN_B = 0x27d4eb2f;

const laneA = (lane: number, word: number): number => {
  const sum = (lane + Math.imul(word, WORD_A)) | 0;
  return Math.imul((sum << 13) | (sum >>> 19), TURN_A);
};

const laneB = (lane: number, word: number): number => {
  const sum = (lane + Math.imul(word, WORD_B)) | 0;
  return Math.imul((sum << 15) | (sum >>> 17), TURN_B);
};

const fmix = (word: number): number => {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/** 64 bits, as two signed integers of 32. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

const finished = (a: number, b: number): Hash64 => {
  const first = (a + b) | 0;
  const second = fmix((first + b) | 0);
  const high = (fmix(first) + second) | 0;
  return { high, low: (high + second) | 0 };
};

/** The hash of one part of a key. A number and its digits as a text are different parts. */
export function partHash(part: string | number): Hash64 {
  const text = typeof part === 'string' ? part : String(part);
  let a = typeof part === 'string' ? TURN_A : WORD_A;
  let b = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = laneA(a, unit);
    b = laneB(b, unit);
  }
  return finished(a, b);
}

/** The hash of the parts so far. */
export class KeyHash {
  private constructor(
    private readonly a: number,
    private readonly b: number,
  ) {}

  static readonly empty = new KeyHash(TURN_A, TURN_B);

  /** With one more part. */
  with({ high, low }: Hash64): KeyHash {
    return new KeyHash(laneA(laneA(this.a, high), low), laneB(laneB(this.b, low), high));
  }

  get bits(): Hash64 {
    return finished(this.a, this.b);
  }
}
