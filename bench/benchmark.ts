/** What `npm run bench` measures: one file a family of benchmarks, each with what it has to reach. */
export interface Benchmark {
  readonly name: string;
  /** What each measurement gives, in the order of `run`'s numbers. */
  readonly demands: readonly Demand[];
  /** The first runs warm up the compiler and are not counted. */
  readonly warmUp: number;
  readonly runs: number;
  /** Which of the counted runs has to do. */
  readonly judgedBy: 'median' | 'best';
  /** Measures once: a number for each demand. */
  run(): readonly number[] | Promise<readonly number[]>;
}

export interface Demand {
  /** `events/s`, `s`, `MiB`. */
  readonly unit: string;
  /** Whether the number has to be so large, or may be. */
  readonly bound: 'at least' | 'at most';
  /** Undefined: it is measured, and nothing is demanded. */
  readonly value?: number;
}
