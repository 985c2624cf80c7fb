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
const SAME_LIST = 11;

export class CompactRecords {
  readonly #sink: Sink;
  readonly #buffer = new Uint8Array(BUFFER);
  readonly #view = new DataView(this.#buffer.buffer);
  readonly #numbers = new Map<string, number>();
  /** By number; none has the first one. */
  readonly #texts: (string | undefined)[] = [undefined];
  /** By place, the number of the last text there, which often comes again. */
  readonly #last: Uint16Array;
  /** By place, the last list there, if it holds nothing but texts. */
  readonly #lastLists: (readonly unknown[] | undefined)[] = [];
  /** By number, that of the text which came after it last time: names come in the same order again and again. */
  readonly #next = new Uint16Array(NAMES_MAX);
  #length = 0;

  /** @param places how many places there are, see `add` */
  constructor(sink: Sink, places: number) {
    this.#sink = sink;
    this.#last = new Uint16Array(places);
  }

  /**
   * Null, booleans, numbers, texts, undefined, and lists and records of these.
   * @param place a number, the same for values that are often the same or come in one order; 0 is that of what is in a list or record
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
        return Array.isArray(value) ? this.#list(value, place) : this.#record(value as Readonly<Record<string, unknown>>);
      default:
        return this.#tag(UNDEFINED);
    }
  }

  /** @param place as for `add` */
  text(text: string, place: number): void {
    this.#makeRoom(ROOM);
    if (text === this.#texts[this.#last[place] as number]) this.#buffer[this.#length++] = SAME_TEXT;
    else this.name(text, place);
  }

  /**
   * A text that mostly is another one than the last time, but the same that came after that one before. To see that, only two
   * references are compared: of the many nodes in a run, the name of each may have to be fetched from far.
   */
  name(text: string, place: number): void {
    // Both have as many places as there are places, and names.
    const last = this.#last[place] as number;
    let number = this.#next[last] as number;
    if (text !== this.#texts[number]) {
      number = this.#numbers.get(text) ?? this.#newText(text);
      this.#next[last] = number;
    }
    this.#last[place] = number;
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

  /** A list of names often is the one that was there before, such as that of who is in a group. */
  #list(values: readonly unknown[], place: number): void {
    const last = this.#lastLists[place];
    if (last !== undefined && isSame(last, values)) return this.#tag(SAME_LIST);
    this.#tag(LIST);
    this.#varint(values.length);
    // Of names, each mostly comes after the one that it came after last time.
    for (const value of values) typeof value === 'string' ? this.name(value, 0) : this.add(value);
    if (place > 0) this.#lastLists[place] = values.every((value) => typeof value === 'string') ? [...values] : undefined;
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
    if (this.#texts.length === NAMES_MAX) {
      this.#numbers.clear();
      this.#texts.length = 1;
      this.#last.fill(0);
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

const isSame = (texts: readonly unknown[], values: readonly unknown[]): boolean =>
  texts.length === values.length && texts.every((text, at) => text === values[at]);
