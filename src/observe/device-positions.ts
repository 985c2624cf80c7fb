/** Where each device stands in the commit tree, and where it has been. */
import type { StampedFact } from '../facts/index.js';
import type { DeviceId, NodeName } from '../names.js';
import type { Commit, CommitTree } from './commit-tree.js';
import { type DeviceNumbers, DeviceSet } from './device-set.js';

export interface Position {
  /** The device's group state. Absent: it has none. */
  readonly state: Commit | undefined;
  /** Its group state, or the commit that removed it. Absent: it never was in the group, or left the room. */
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
    switch (fact.kind) {
      case 'state_entered': {
        const state = this.#tree.named(fact.state);
        this.#positions[this.#deviceOf(node)] = { state, stands: state };
        this.#hold(node, state);
        return;
      }
      // A state may be held that never was the current one: that of a losing branch.
      case 'state_retained':
        this.#hold(node, this.#tree.named(fact.state));
        return;
      case 'group_left':
        this.#positions[this.#deviceOf(node)] = { state: undefined, stands: this.#tree.named(fact.by) };
        return;
      case 'group_abandoned':
        this.#positions[this.#deviceOf(node)] = NOWHERE;
        return;
    }
  }

  of(device: number): Position {
    return this.#positions[device] ?? NOWHERE;
  }

  /** The devices that ever held this state, as their current one or beside it. */
  heldBy(state: Commit): DeviceSet | undefined {
    return this.#heldBy.get(state);
  }

  #hold(node: NodeName | undefined, state: Commit): void {
    const holders = this.#heldBy.get(state) ?? new DeviceSet();
    holders.add(this.#deviceOf(node));
    this.#heldBy.set(state, holders);
  }

  #deviceOf(node: NodeName | undefined): number {
    return this.#numbers.of(node as DeviceId); // Only devices state the facts of a group.
  }
}
