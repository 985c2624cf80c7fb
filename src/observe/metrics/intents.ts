/** What users wanted of the group, and whether and when they got it. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { NodeName } from '../../names.js';
import { Samples } from '../percentiles.js';
import type { CommitRecord } from './commit-fates.js';

interface Intent {
  readonly at: number;
  /** Somebody else's commit did what was wanted. */
  byOthers: boolean;
}

export class Intents implements Pick<Fold<unknown>, 'fact'> {
  readonly #intents = new Map<string, Intent>();

  fact({ at, node, fact }: StampedFact): void {
    if (at < 0) return;
    if (fact.kind === 'change_intended') this.#intents.set(nameOf(node, fact.intent), { at, byOthers: false });
    if (fact.kind !== 'change_satisfied' || fact.commit !== undefined) return;
    const intent = this.#intents.get(nameOf(node, fact.intent));
    if (intent !== undefined) intent.byOthers = true;
  }

  /**
   * @param accepted the commits on the final chain
   * @returns how many intents were never carried out there, and the time from the others to the author's device applying its commit, in µs
   */
  outcome(accepted: Iterable<CommitRecord>): { readonly unsatisfied: number; readonly acceptance: Samples } {
    const acceptance = new Samples();
    const satisfied = new Set<Intent>([...this.#intents.values()].filter((intent) => intent.byOthers));
    for (const { author, intent: number, appliedAt } of accepted) {
      const intent = this.#intents.get(nameOf(author, number));
      if (intent === undefined) continue;
      satisfied.add(intent);
      if (appliedAt !== undefined) acceptance.add(appliedAt - intent.at);
    }
    return { unsatisfied: this.#intents.size - satisfied.size, acceptance };
  }
}

const nameOf = (device: NodeName | undefined, intent: number): string => `${device} ${intent}`;
