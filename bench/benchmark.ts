/** What `npm run bench` measures: one file a benchmark, each with the figures that it gives and what those have to reach. */
export interface Benchmark {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** How many runs count, the median of them; the first run of all warms up the compiler and does not. Default: 7. */
  readonly runs?: number;
  /** Measures once: a number for each figure. */
  run(): Promise<readonly number[]>;
}

export interface Figure {
  /** What is counted, `events/s`. */
  readonly unit: string;
  /** The least that will do, in `unit`, or the most. */
  readonly demand: { readonly atLeast: number } | { readonly atMost: number };
}
