/** Only members read: a message opens with the keys of a group state, and only who is on its roster has those (RFC 9420 §8). */
import type { StampedFact } from '../../facts/index.js';
import type { DeviceId } from '../../names.js';
import type { CommitTree } from '../commit-tree.js';
import type { DeviceNumbers } from '../device-set.js';
import type { Invariant } from './invariant.js';

export class ReadersOnRoster implements Invariant {
  readonly name = 'no device reads a message of a group state whose roster it is not on';
  readonly #tree: CommitTree;
  readonly #numbers: DeviceNumbers;

  constructor(tree: CommitTree, numbers: DeviceNumbers) {
    this.#tree = tree;
    this.#numbers = numbers;
  }

  check({ node, fact }: StampedFact): string | undefined {
    if (fact.kind !== 'message_decrypted') return undefined;
    const device = this.#numbers.of(node as DeviceId); // Only devices state this.
    return this.#tree.named(fact.state).roster.has(device) ? undefined : `${node} read ${fact.message} in ${fact.state}`;
  }
}
