/** One thing that must hold in every run, watched fact by fact. */
import type { StampedFact } from '../../facts/index.js';

export interface Invariant {
  /** What holds, as a sentence. */
  readonly name: string;
  /** Given every fact in order: what is wrong with this one, if anything. */
  check(stamped: StampedFact): string | undefined;
}
