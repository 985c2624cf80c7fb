/**
 * Text as UTF-8 bytes, put together piece by piece in one buffer. Joining strings instead would make several short-lived ones a
 * piece, and writing a large number as a string costs more than hashing it.
 */

const BYTES_AT_FIRST = 1 << 16;
/** A UTF-16 code unit takes at most so many bytes of UTF-8. */
const BYTES_A_UNIT_MAX = 3;
const DIGITS_MAX = 20;
const ASCII_MAX = 0x7f;
const ZERO = 0x30;
const MINUS = 0x2d;
/** Halves of a number are written by 32-bit arithmetic, which is several times faster. */
const HALF = 1e8;

const encoder = new TextEncoder();

export class RecordBytes {
  #bytes = new Uint8Array(BYTES_AT_FIRST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written since the last call, until the next write. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  text(text: string): void {
    this.#reserve(text.length * BYTES_A_UNIT_MAX);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > ASCII_MAX) {
        this.#length += encoder.encodeInto(text, bytes.subarray(this.#length)).written;
        return;
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  /** As a template would write it. */
  number(number: number): void {
    if (!Number.isSafeInteger(number)) return this.text(String(number));
    this.#reserve(DIGITS_MAX);
    let rest = number;
    if (rest < 0) {
      this.#bytes[this.#length++] = MINUS;
      rest = -rest;
    }
    const high = Math.floor(rest / HALF);
    // Safe integers have 16 digits, so there are two halves at most.
    if (high > 0) this.#digits(high, 1);
    this.#digits(rest - high * HALF, high > 0 ? 8 : 1);
  }

  /** A number below 2³¹, with zeros in front to make so many digits. */
  #digits(number: number, least: number): void {
    let count = 1;
    for (let bound = 10; bound <= number; bound *= 10) count++;
    if (count < least) count = least;
    let rest = number | 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      this.#bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#length += count;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const longer = new Uint8Array(2 * (this.#length + more));
    longer.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = longer;
  }
}
