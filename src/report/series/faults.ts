/** When which fault was there. */
import type { StampedFact } from '../../facts/index.js';
import type { FaultSpan } from './series.js';

interface Begun extends Pick<FaultSpan, 'kind' | 'name'> {
  readonly from: number;
  to: number | undefined;
}

export class FaultSeries {
  readonly #all: Begun[] = [];
  /** Those that go on, by what ends them. Of several on one node, whatever ends one of them ends the one that began first. */
  readonly #open = new Map<string, Begun[]>();

  fact({ at, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'partition_began':
        this.#begin(`partition ${fact.fault}`, { kind: 'partition', name: groupsOf(fact.groups), from: at, to: undefined });
        return;
      case 'partition_ended':
        this.#end(`partition ${fact.fault}`, at);
        return;
      case 'crashed':
        this.#begin(`crash ${fact.node}`, { kind: 'crash', name: fact.node, from: at, to: undefined });
        return;
      case 'restarted':
        this.#end(`crash ${fact.node}`, at);
        return;
      case 'went_offline':
        this.#begin(`offline ${fact.node}`, { kind: 'offline', name: fact.node, from: at, to: undefined });
        return;
      case 'came_online':
        this.#end(`offline ${fact.node}`, at);
        return;
      case 'clock_changed':
        this.#all.push({ kind: 'clock', name: fact.node, from: at, to: at });
        return;
      case 'device_compromised':
        this.#all.push({ kind: 'compromise', name: fact.node, from: at, to: at });
        return;
    }
  }

  /** In the order in which they began. @param end of the run, in µs: of what went on until then. */
  result(end: number): readonly FaultSpan[] {
    return this.#all.map(({ kind, name, from, to }) => ({ kind, name, from_ms: from / 1_000, to_ms: (to ?? end) / 1_000 }));
  }

  #begin(key: string, fault: Begun): void {
    this.#all.push(fault);
    this.#open.set(key, [...(this.#open.get(key) ?? []), fault]);
  }

  #end(key: string, at: number): void {
    const [first, ...others] = this.#open.get(key) ?? [];
    if (first !== undefined) first.to = at;
    this.#open.set(key, others);
  }
}

const groupsOf = (groups: readonly (readonly string[])[]): string => groups.map((group) => group.join(', ')).join(' | ');
