/**
 * A map of few entries that come and go all the time, in the order in which they came. A `Map` makes itself a new table every few
 * entries; the old tables lead from one to the next, and in V8 one that has grown old keeps all later ones in memory, with what was
 * in them, until the whole heap is swept. In a long run that is as much again as the run itself needs.
 */
export class SmallMap<Key, Value> {
  readonly #keys: Key[] = [];
  readonly #values: Value[] = [];

  get(key: Key): Value | undefined {
    const at = this.#keys.indexOf(key);
    return at < 0 ? undefined : this.#values[at];
  }

  /** A key that is there keeps its place. */
  set(key: Key, value: Value): void {
    const at = this.#keys.indexOf(key);
    if (at < 0) {
      this.#keys.push(key);
      this.#values.push(value);
    } else {
      this.#values[at] = value;
    }
  }

  /** Whether it was there. */
  delete(key: Key): boolean {
    const at = this.#keys.indexOf(key);
    if (at < 0) return false;
    this.#keys.splice(at, 1);
    this.#values.splice(at, 1);
    return true;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#values.length = 0;
  }

  /** As they are now: the map may change meanwhile. */
  entries(): readonly (readonly [Key, Value])[] {
    return this.#keys.map((key, at) => [key, this.#values[at] as Value] as const); // as many values as keys
  }
}
