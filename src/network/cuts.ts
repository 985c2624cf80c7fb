/**
 * Which links are cut, and by which faults. Faults may overlap: a link is cut while any of them cuts it.
 */
import { InvariantError } from '../kernel/invariant-error.js';
import type { NodeName, ServerName } from '../names.js';
import { homeOf } from './links.js';

const NONE: readonly string[] = [];

export class Cuts {
  /** By fault: the side that each server named is on. */
  readonly #partitions = new Map<string, ReadonlyMap<ServerName, number>>();
  /** The faults for which a node is down. */
  readonly #down = new Map<NodeName, Set<string>>();

  /**
   * Cuts every link between two of the groups, from now until `heal`. Servers in none of them hear all; devices are with
   * their server.
   * @param fault a name for this partition, of which there is no other now.
   */
  partition(fault: string, groups: readonly (readonly ServerName[])[]): void {
    if (this.#partitions.has(fault)) throw new InvariantError(`partition ${fault} began twice`);
    this.#partitions.set(fault, new Map(groups.flatMap((group, side) => group.map((server) => [server, side] as const))));
  }

  /** Ends the partition that the fault began. */
  heal(fault: string): void {
    if (!this.#partitions.delete(fault)) throw new InvariantError(`partition ${fault} ended without having begun`);
  }

  /** Cuts all links of a node, from now until `setUp`: it crashed, or went offline. */
  setDown(node: NodeName, fault: string): void {
    const faults = this.#down.get(node) ?? new Set();
    if (faults.has(fault)) throw new InvariantError(`${fault} took ${node} down twice`);
    this.#down.set(node, faults.add(fault));
  }

  /** Ends what `fault` began. The node stays down if another fault keeps it so. */
  setUp(node: NodeName, fault: string): void {
    const faults = this.#down.get(node);
    if (!faults?.delete(fault)) throw new InvariantError(`${fault} brought ${node} up without having taken it down`);
    if (faults.size === 0) this.#down.delete(node);
  }

  isDown(node: NodeName): boolean {
    return this.#down.has(node);
  }

  isCut(from: NodeName, to: NodeName): boolean {
    return this.cutBy(from, to).length > 0;
  }

  /** The faults that cut the link now: partitions first, each kind in the order in which they began. */
  cutBy(from: NodeName, to: NodeName): readonly string[] {
    if (this.#partitions.size === 0 && this.#down.size === 0) return NONE;
    const faults = new Set<string>();
    for (const [fault, sides] of this.#partitions) {
      const here = sides.get(homeOf(from));
      const there = sides.get(homeOf(to));
      if (here !== undefined && there !== undefined && here !== there) faults.add(fault);
    }
    for (const node of [from, to]) {
      for (const fault of this.#down.get(node) ?? []) faults.add(fault);
    }
    return [...faults];
  }
}
