/**
 * An array of which every version stays what it was. The version made last holds the items; an older one holds how it differs
 * from the one made of it, and takes the items over when it is asked (H. G. Baker, "Shallow binding makes functional arrays
 * fast", 1991). So a change costs the same however long the array is, and versions that nobody holds cost nothing.
 */
export class PersistentArray<Item> {
  /** Undefined: this version is `#of`, but for one place. */
  #items: (Item | undefined)[] | undefined;
  #of: PersistentArray<Item> | undefined;
  #place = 0;
  #item: Item | undefined;

  private constructor(items: (Item | undefined)[]) {
    this.#items = items;
  }

  static empty<Item>(): PersistentArray<Item> {
    return new PersistentArray([]);
  }

  get(place: number): Item | undefined {
    return this.#take()[place];
  }

  /** A version with `item` at `place`. */
  with(place: number, item: Item): PersistentArray<Item> {
    const items = this.#take();
    const before = items[place];
    items[place] = item;
    const made = new PersistentArray(items);
    this.#items = undefined;
    this.#of = made;
    this.#place = place;
    this.#item = before;
    return made;
  }

  /** This version's items, which it holds from here on. */
  #take(): (Item | undefined)[] {
    if (this.#items !== undefined) return this.#items;
    // From here to the version that holds them, and back, each of them handing over to the one before it.
    const chain: PersistentArray<Item>[] = [];
    let at: PersistentArray<Item> = this;
    while (at.#of !== undefined) {
      chain.push(at);
      at = at.#of;
    }
    // Whichever holds no difference holds the items.
    const items = at.#items as (Item | undefined)[];
    for (let version = chain.pop(); version !== undefined; version = chain.pop()) {
      const { [version.#place]: newer } = items;
      items[version.#place] = version.#item;
      at.#items = undefined;
      at.#of = version;
      at.#place = version.#place;
      at.#item = newer;
      version.#of = undefined;
      version.#item = undefined;
      at = version;
    }
    this.#items = items;
    return items;
  }
}
