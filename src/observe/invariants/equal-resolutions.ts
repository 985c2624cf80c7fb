/**
 * State resolution is a function of the state sets: whoever resolves the same ones, in whatever order and at whatever time,
 * gets the same state. A state has two keys, and the create event is the same in all, so its commit names it.
 */
import type { StampedFact } from '../../facts/index.js';
import type { EventLabel, NodeName } from '../../names.js';
import type { Invariant } from './invariant.js';

interface First {
  readonly node: NodeName | undefined;
  readonly commit: EventLabel | undefined;
}

export class EqualResolutions implements Invariant {
  readonly name = 'equal state sets resolve equally';
  /** By the commits of the state sets: who resolved them first, and to what. */
  readonly #first = new Map<string, First>();

  check({ node, fact }: StampedFact): string | undefined {
    if (fact.kind !== 'states_resolved') return undefined;
    const states = [...new Set(fact.states.map((commit) => commit ?? 'none'))].sort().join(', ');
    const first = this.#first.get(states);
    if (first === undefined) this.#first.set(states, { node, commit: fact.commit });
    else if (first.commit !== fact.commit) return `${states}: ${told(first)}, ${told({ node, commit: fact.commit })}`;
    return undefined;
  }
}

const told = ({ node, commit }: First): string => `${commit ?? 'none'} at ${node}`;
