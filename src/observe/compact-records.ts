/**
 * Values as bytes, one after another, so that their sequence can be read in one way only: every value begins with a tag, and says
 * how long it is. A text is written out once and afterwards called by its number, as facts repeat a few thousand names; the table
 * of names begins anew when it is full.
 */

/** Takes the bytes whenever the buffer is full. It must not keep them: the buffer is used again. */
type Sink = (bytes: Uint8Array) => void;

const BUFFER = 1 << 16;
/** More than a number or the head of a text takes. */
const ROOM = 16;
const NAMES_MAX = 1 << 14;

const INTEGER = 0;
const FLOAT = 1;
const TRUE = 2;
const FALSE = 3;
const NULL = 4;
const UNDEFINED = 5;
const LIST = 6;
const RECORD = 7;
const NEW_TEXT = 8;
const TEXT = 9;
const SAME_TEXT = 10;

export class CompactRecords {
  readonly #sink: Sink;
  readonly #buffer = new Uint8Array(BUFFER);
  readonly #view = new DataView(this.#buffer.buffer);
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  /** By place, the last text there, which often comes again, and its number. */
  readonly #lastTexts: string[] = [];
  readonly #lastNumbers: number[] = [];
  /** By number, that of the text which came after it last time: names come in the same order again and again. */
  readonly #next: number[] = [];
  #length = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /**
   * Null, booleans, numbers, texts, undefined, and lists and records of these.
   * @param place a small number, the same for values that are often the same or come in one order; 0 is that of what is in a list or record
   */
  add(value: unknown, place = 0): void {
    switch (typeof value) {
      case 'string':
        return this.text(value, place);
      case 'number':
        return this.number(value);
      case 'boolean':
        return this.#tag(value ? TRUE : FALSE);
      case 'object':
        if (value === null) return this.#tag(NULL);
        return Array.isArray(value) ? this.#list(value) : this.#record(value as Readonly<Record<string, unknown>>);
      default:
        return this.#tag(UNDEFINED);
    }
  }

  /** @param place as for `add` */
  text(text: string, place: number): void {
    this.#makeRoom(ROOM);
    if (text === this.#lastTexts[place]) this.#buffer[this.#length++] = SAME_TEXT;
    else this.name(text, place);
  }

  /**
   * A text that mostly is another one than the last time, but the same that came after that one before. To see that, only two
   * references are compared: of the many nodes in a run, the name of each may have to be fetched from far.
   */
  name(text: string, place: number): void {
    const last = this.#lastNumbers[place] ?? 0;
    let number = this.#next[last] ?? 0;
    if (text !== this.#texts[number]) {
      number = this.#numbers.get(text) ?? this.#newText(text);
      this.#next[last] = number;
    }
    this.#lastTexts[place] = text;
    this.#lastNumbers[place] = number;
    this.#makeRoom(ROOM);
    this.#buffer[this.#length++] = TEXT;
    this.#varint(number);
  }

  number(value: number): void {
    this.#makeRoom(ROOM);
    if ((value | 0) === value && value >= 0) {
      this.#buffer[this.#length++] = INTEGER;
      this.#varint(value);
      return;
    }
    this.#buffer[this.#length++] = FLOAT;
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** Hands over what is in the buffer. */
  flush(): void {
    if (this.#length > 0) this.#sink(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }

  #list(values: readonly unknown[]): void {
    this.#tag(LIST);
    this.#varint(values.length);
    // Of a list of names, each mostly comes after the one that it came after last time.
    for (const value of values) typeof value === 'string' ? this.name(value, 0) : this.add(value);
  }

  /** An absent key and one that is undefined are one. */
  #record(fields: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(fields)
      .filter((key) => fields[key] !== undefined)
      .sort();
    this.#tag(RECORD);
    this.#varint(keys.length);
    for (const key of keys) {
      this.add(key);
      this.add(fields[key]);
    }
  }

  /** Writes it out and gives its number. */
  #newText(text: string): number {
    if (this.#numbers.size === NAMES_MAX) {
      this.#numbers.clear();
      this.#texts.length = 0;
      this.#lastTexts.length = 0;
    }
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    this.#tag(NEW_TEXT);
    this.#varint(text.length);
    for (let at = 0; at < text.length; at++) {
      this.#makeRoom(2);
      const unit = text.charCodeAt(at);
      this.#buffer[this.#length++] = unit;
      this.#buffer[this.#length++] = unit >>> 8;
    }
    return number;
  }

  #tag(tag: number): void {
    this.#makeRoom(ROOM);
    this.#buffer[this.#length++] = tag;
  }

  /** At most 2^31 - 1: seven bits a byte, the last byte below 128. Only after room was made. */
  #varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#buffer[this.#length++] = rest | 0x80;
    this.#buffer[this.#length++] = rest;
  }

  #makeRoom(length: number): void {
    if (this.#length + length > BUFFER) this.flush();
  }
}
