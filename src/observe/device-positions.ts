/** Where each device stands in the commit tree, and where it has been. */
import type { StampedFact } from '../facts/index.js';
import type { DeviceId } from '../names.js';
import type { Commit, CommitTree } from './commit-tree.js';
import { type DeviceNumbers, DeviceSet } from './device-set.js';

export interface Position {
  /** The device's group state. Absent: it has none. */
  readonly state: Commit | undefined;
  /** Its group state, or the commit that removed it. Absent: it never was in the group. */
  readonly stands: Commit | undefined;
}

const NOWHERE: Position = { state: undefined, stands: undefined };

export class DevicePositions {
  readonly #tree: CommitTree;
  readonly #numbers: DeviceNumbers;
  readonly #positions: Position[] = [];
  readonly #heldBy = new Map<Commit, DeviceSet>();

  constructor(tree: CommitTree, numbers: DeviceNumbers) {
    this.#tree = tree;
    this.#numbers = numbers;
  }

  fact({ node, fact }: StampedFact): void {
    if (fact.kind !== 'state_entered' && fact.kind !== 'group_left') return;
    const device = this.#numbers.of(node as DeviceId); // Only devices state these facts.
    if (fact.kind === 'group_left') {
      this.#positions[device] = { state: undefined, stands: this.#tree.named(fact.by) };
      return;
    }
    const state = this.#tree.named(fact.state);
    this.#positions[device] = { state, stands: state };
    const holders = this.#heldBy.get(state) ?? new DeviceSet();
    holders.add(device);
    this.#heldBy.set(state, holders);
  }

  of(device: number): Position {
    return this.#positions[device] ?? NOWHERE;
  }

  /** The devices whose current state this once was. */
  heldBy(state: Commit): DeviceSet | undefined {
    return this.#heldBy.get(state);
  }
}
