/** Devices by number, so that a set of them is a few words of bits and a value for each of them a place in an array. */
import type { DeviceId } from '../names.js';

/** Numbers devices from 0, in the order in which they are first asked for. */
export class DeviceNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #devices: DeviceId[] = [];
  /** By number, the one that was asked for next last time: devices come in the same order again and again. */
  readonly #next: number[] = [];
  #last = 0;

  of(device: DeviceId): number {
    let number = this.#next[this.#last];
    if (number === undefined || this.#devices[number] !== device) {
      number = this.#numbers.get(device) ?? this.#add(device);
      this.#next[this.#last] = number;
    }
    this.#last = number;
    return number;
  }

  /** @param number one that `of` gave. */
  device(number: number): DeviceId {
    return this.#devices[number] as DeviceId; // `of` gives only places of this array.
  }

  #add(device: DeviceId): number {
    const number = this.#devices.push(device) - 1;
    this.#numbers.set(device, number);
    return number;
  }
}

const BITS = 32;

/** A set of device numbers. */
export class DeviceSet {
  #words: Uint32Array;

  constructor(words = new Uint32Array(1)) {
    this.#words = words;
  }

  has(number: number): boolean {
    return ((this.#words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
  }

  add(number: number): void {
    const word = number >>> 5;
    if (word >= this.#words.length) this.#words = widened(this.#words, word + 1);
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (number & 31));
  }

  delete(number: number): void {
    const word = number >>> 5;
    if (word < this.#words.length) this.#words[word] = (this.#words[word] ?? 0) & ~(1 << (number & 31));
  }

  addAll(other: DeviceSet): void {
    if (other.#words.length > this.#words.length) this.#words = widened(this.#words, other.#words.length);
    for (let word = 0; word < other.#words.length; word++) this.#words[word] = (this.#words[word] ?? 0) | (other.#words[word] ?? 0);
  }

  copy(): DeviceSet {
    return new DeviceSet(this.#words.slice());
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (let word = 0; word < this.#words.length; word++) {
      for (let rest = this.#words[word] ?? 0; rest !== 0; rest &= rest - 1) yield word * BITS + (BITS - 1 - Math.clz32(rest & -rest));
    }
  }
}

const widened = (words: Uint32Array, length: number): Uint32Array => {
  const wide = new Uint32Array(length);
  wide.set(words);
  return wide;
};
