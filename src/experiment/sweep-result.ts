/** What came of a sweep. */
import type { PointValue } from '../scenario/sweep/load.js';
import type { Measured } from './measures.js';

/** What came of one point. */
export interface PointResult {
  readonly values: readonly PointValue[];
  readonly runs: number;
  /** Runs in which an expectation of the scenario failed, and in which an invariant did. */
  readonly failed: number;
  readonly violated: number;
  readonly measures: readonly Measured[];
  /** Runs its first replication alone. */
  readonly command: string;
}

export interface SweepResult {
  readonly points: readonly PointResult[];
  readonly left_out: number;
  readonly replications: number;
  readonly interrupted: boolean;
}
