/** What `npm run bench` measures: one file a benchmark, each with the least it has to reach. */
export interface Benchmark {
  readonly name: string;
  /** What is counted, `events/s`. More is better. */
  readonly unit: string;
  /** The least that will do, in `unit`. */
  readonly demand: number;
  /** Measures once. */
  run(): number | Promise<number>;
}
