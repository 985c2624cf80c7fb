/** A device that has gone past a group state processes no other commit from there, unless it went back (RFC 9420 §14). */
import type { StampedFact } from '../../facts/index.js';
import { ancestorAt, type Commit, type CommitTree } from '../commit-tree.js';
import type { Invariant } from './invariant.js';

export class NoSiblingsApplied implements Invariant {
  readonly name = 'no device applies two children of one state without a rollback';
  readonly #tree: CommitTree;
  /** The last group state of each device. */
  readonly #states = new Map<StampedFact['node'], Commit>();

  constructor(tree: CommitTree) {
    this.#tree = tree;
  }

  check({ node, fact }: StampedFact): string | undefined {
    if (fact.kind !== 'state_entered') return undefined;
    const before = this.#states.get(node);
    const entered = this.#tree.named(fact.state);
    this.#states.set(node, entered);
    const parent = entered.parent;
    if (fact.via !== 'commit' || before === undefined || parent === undefined || before === parent) return undefined;
    const sibling = ancestorAt(before, entered.depth);
    if (sibling === undefined || sibling === entered || sibling.parent !== parent) return undefined;
    return `${node} applied ${sibling.label} and then ${entered.label}, both of ${parent.label}`;
  }
}
