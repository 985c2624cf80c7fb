/** What came of a comparison. */
import type { Difference } from './compare-runs.js';

export interface Comparison {
  readonly schism: string;
  /** Runs the whole again. */
  readonly command: string;
  /** The first is the one that the others are compared with. `command` runs its first replication alone. */
  readonly variants: readonly { readonly name: string; readonly command: string }[];
  /** Of runs, that all variants have. */
  readonly pairs: number;
  readonly replications: number;
  readonly interrupted: boolean;
  /** Of each variant but the first, by metric. */
  readonly differences: readonly (readonly Difference[])[];
}
