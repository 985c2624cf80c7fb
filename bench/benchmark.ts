/** What `npm run bench` measures: one file a benchmark, each with what it has to reach. */
export interface Benchmark {
  readonly name: string;
  /** What is counted, `events/s` or `ms`. */
  readonly unit: string;
  readonly demand: Demand;
  /** Measures once. */
  run(): number | Promise<number>;
}

/** Of what counts in the benchmark's unit: more is better, or less is. */
export type Demand = { readonly atLeast: number } | { readonly atMost: number };

/** Whether a result will do. */
export const meets = (demand: Demand, result: number): boolean =>
  'atLeast' in demand ? result >= demand.atLeast : result <= demand.atMost;

/** The middle one, by nearest rank above. */
export const median = (results: readonly number[]): number => [...results].sort((a, b) => a - b)[results.length >> 1] ?? Number.NaN;
