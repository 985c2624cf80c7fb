/** Counts under names that are not known beforehand. */
export class Tally {
  readonly #counts: Map<string, number>;

  /** @param names counted as 0 until something is added */
  constructor(...names: readonly string[]) {
    this.#counts = new Map(names.map((name) => [name, 0]));
  }

  add(name: string, amount: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + amount);
  }

  /** Keeps the larger one. */
  raise(name: string, value: number): void {
    if (value > (this.#counts.get(name) ?? 0)) this.#counts.set(name, value);
  }

  /** By name, in the order of code units, so that it does not depend on what happened first. */
  record(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
