/** A commit that must build on the very commit that it cites is never put on another one of the same number (H12-H14). */
import type { StampedFact } from '../../facts/index.js';
import type { Invariant } from './invariant.js';

/** Holds only where `commit_parent` is event or content. */
export class NoGrafts implements Invariant {
  readonly name = 'no graft where commit_parent is event or content';

  check({ node, fact }: StampedFact): string | undefined {
    return fact.kind === 'current_commit_changed' && fact.graft ? `${node} to ${fact.to}` : undefined;
  }
}
