/**
 * An array of which every version stays what it was. The version made last holds the items; an older one holds how it differs
 * from the one made of it (H. G. Baker, "Shallow binding makes functional arrays fast", 1991), and gets a copy of its own when it
 * is asked. So a change costs the same however long the array is, as long as each version is made of the last one.
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
    return (this.#items ?? this.#copy())[place];
  }

  /** A version with `item` at `place`. */
  with(place: number, item: Item): PersistentArray<Item> {
    const items = this.#items ?? this.#copy();
    const before = items[place];
    items[place] = item;
    const made = new PersistentArray(items);
    this.#items = undefined;
    this.#of = made;
    this.#place = place;
    this.#item = before;
    return made;
  }

  /** Gives this version items of its own: those of the version that holds some, with the differences on the way undone. */
  #copy(): (Item | undefined)[] {
    const way: PersistentArray<Item>[] = [];
    let at: PersistentArray<Item> = this;
    for (; at.#of !== undefined; at = at.#of) way.push(at);
    // Whichever holds no difference holds the items.
    const items = (at.#items as (Item | undefined)[]).slice();
    for (let version = way.pop(); version !== undefined; version = way.pop()) items[version.#place] = version.#item;
    this.#items = items;
    this.#of = undefined;
    this.#item = undefined;
    return items;
  }
}
