/** What users wanted of the group, and whether and when they got it. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { MlsLabel, NodeName } from '../../names.js';
import { Samples } from '../percentiles.js';
import type { CommitRecord } from './commit-fates.js';

interface Intent {
  readonly at: number;
  /** The group states in which somebody else's commit had done what was wanted. Several, if the device left a branch. */
  readonly doneByOthers: Set<MlsLabel>;
}

export class Intents implements Pick<Fold<unknown>, 'fact'> {
  readonly #intents = new Map<string, Intent>();

  fact({ at, node, fact }: StampedFact): void {
    if (at < 0) return;
    if (fact.kind === 'change_intended') this.#intents.set(nameOf(node, fact.intent), { at, doneByOthers: new Set() });
    if (fact.kind !== 'change_satisfied' || fact.commit !== undefined) return;
    this.#intents.get(nameOf(node, fact.intent))?.doneByOthers.add(fact.state);
  }

  /**
   * @param accepted the commits on the final chain
   * @param isFinal whether a group state is one of those that the final chain leads through
   * @returns how many intents were never carried out there, and the time from the others to the author's device applying the
   *   first of its commits, in µs
   */
  outcome(
    accepted: Iterable<CommitRecord>,
    isFinal: (state: MlsLabel) => boolean,
  ): { readonly unsatisfied: number; readonly acceptance: Samples } {
    const satisfied = new Set([...this.#intents.values()].filter((intent) => [...intent.doneByOthers].some(isFinal)));
    const appliedFirst = new Map<Intent, number>();
    for (const { author, intent: number, appliedAt } of accepted) {
      const intent = this.#intents.get(nameOf(author, number));
      if (intent === undefined) continue;
      satisfied.add(intent);
      if (appliedAt !== undefined) appliedFirst.set(intent, Math.min(appliedAt, appliedFirst.get(intent) ?? appliedAt));
    }
    const acceptance = new Samples();
    for (const [intent, appliedAt] of appliedFirst) acceptance.add(appliedAt - intent.at);
    return { unsatisfied: this.#intents.size - satisfied.size, acceptance };
  }
}

const nameOf = (device: NodeName | undefined, intent: number): string => `${device} ${intent}`;
