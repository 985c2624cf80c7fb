/** What users wanted of the group, and whether and when they got it. */
import type { ChangeKind } from '../../facts/group-facts.js';
import type { Fact, Fold, StampedFact } from '../../facts/index.js';
import type { MlsLabel, NodeName } from '../../names.js';
import { Samples } from '../percentiles.js';
import type { CommitRecord, Fate } from './commit-fates.js';

/** An intent that was never carried out on the final chain. */
export interface UnsatisfiedIntent {
  readonly device: NodeName | undefined;
  readonly change: ChangeKind;
  readonly at_ms: number;
  /** What last became of it, for a person. */
  readonly why: string;
}

interface Intent {
  readonly device: NodeName | undefined;
  readonly change: ChangeKind;
  readonly at: number;
  /** The group states in which somebody else's commit had done what was wanted. Several, if the device left a branch. */
  readonly doneByOthers: Set<MlsLabel>;
  /** The commits by which it came true, with when the device applied each first: its own, and those that took its proposals up. */
  readonly doneBy: Map<MlsLabel, number>;
  proposed: boolean;
  /** Who left a proposal of its out last, and why. */
  leftOut: string | undefined;
  /** Why the device gave it up. */
  impossible: string | undefined;
}

/** A commit with what became of it. */
export interface FatedCommit {
  readonly record: CommitRecord;
  readonly fate: Fate;
}

export class Intents implements Pick<Fold<unknown>, 'fact'> {
  readonly #intents = new Map<string, Intent>();
  readonly #byProposal = new Map<MlsLabel, Intent>();

  fact({ at, node, fact }: StampedFact): void {
    if (at < 0) return;
    switch (fact.kind) {
      case 'change_intended':
        this.#intents.set(nameOf(node, fact.intent), {
          device: node,
          change: fact.change,
          at,
          doneByOthers: new Set(),
          doneBy: new Map(),
          proposed: false,
          leftOut: undefined,
          impossible: undefined,
        });
        return;
      case 'change_satisfied':
        this.#satisfy(this.#intents.get(nameOf(node, fact.intent)), at, fact);
        return;
      case 'change_withdrawn':
        this.#intents.delete(nameOf(node, fact.intent));
        return;
      case 'proposal_created': {
        const intent = this.#intents.get(nameOf(node, fact.intent));
        if (intent === undefined) return;
        intent.proposed = true;
        this.#byProposal.set(fact.proposal, intent);
        return;
      }
      case 'proposal_left_out': {
        const intent = this.#byProposal.get(fact.proposal);
        if (intent !== undefined) intent.leftOut = `${node} left its proposal out: ${fact.why}`;
        return;
      }
      case 'change_impossible': {
        const intent = this.#intents.get(nameOf(node, fact.intent));
        if (intent !== undefined) intent.impossible = fact.why;
      }
    }
  }

  #satisfy(intent: Intent | undefined, at: number, { commit, state }: Extract<Fact, { kind: 'change_satisfied' }>): void {
    if (commit === undefined) intent?.doneByOthers.add(state);
    else if (intent?.doneBy.has(commit) === false) intent.doneBy.set(commit, at);
  }

  /**
   * @param commits those of the intents, in the order in which they were made
   * @param isFinal whether a group state is one of those that the final chain leads through
   * @returns which intents were never carried out there, and the time from the others to their device applying the first commit
   *   that was made for them or took their proposals up, in µs; and the most commits that one of them took
   */
  outcome(
    commits: Iterable<FatedCommit>,
    isFinal: (state: MlsLabel) => boolean,
  ): { readonly unsatisfied: readonly UnsatisfiedIntent[]; readonly acceptance: Samples; readonly mostTries: number } {
    const satisfied = new Set([...this.#intents.values()].filter((intent) => [...intent.doneByOthers].some(isFinal)));
    const appliedFirst = new Map<Intent, number>();
    const lastTry = new Map<Intent, FatedCommit>();
    const tries = new Map<Intent, number>();
    for (const commit of commits) {
      const { author, intent: number, appliedAt } = commit.record;
      const intent = number === undefined ? undefined : this.#intents.get(nameOf(author, number));
      if (intent === undefined) continue;
      lastTry.set(intent, commit);
      tries.set(intent, (tries.get(intent) ?? 0) + 1);
      if (commit.fate !== 'accepted') continue;
      satisfied.add(intent);
      if (appliedAt !== undefined) appliedFirst.set(intent, Math.min(appliedAt, appliedFirst.get(intent) ?? appliedAt));
    }
    for (const intent of this.#intents.values()) {
      const times = [...intent.doneBy].flatMap(([commit, at]) => (isFinal(commit) ? [at] : []));
      if (times.length === 0) continue;
      satisfied.add(intent);
      appliedFirst.set(intent, Math.min(...times, appliedFirst.get(intent) ?? Number.POSITIVE_INFINITY));
    }
    const acceptance = new Samples();
    for (const [intent, appliedAt] of appliedFirst) acceptance.add(appliedAt - intent.at);
    const unsatisfied = [...this.#intents.values()].filter((intent) => !satisfied.has(intent));
    const mostTries = Math.max(0, ...tries.values());
    return { unsatisfied: unsatisfied.map((intent) => told(intent, lastTry.get(intent))), acceptance, mostTries };
  }
}

const told = (intent: Intent, lastTry: FatedCommit | undefined): UnsatisfiedIntent => ({
  device: intent.device,
  change: intent.change,
  at_ms: intent.at / 1_000,
  why: intent.impossible ?? (lastTry === undefined ? whyUntried(intent) : whyInVain(lastTry)),
});

const whyUntried = ({ doneByOthers, doneBy, proposed, leftOut }: Intent): string =>
  doneByOthers.size + doneBy.size > 0
    ? 'somebody else had done it on a branch that lost'
    : proposed
      ? (leftOut ?? 'nobody took its proposal up')
      : 'no commit was made for it: the device could not follow the current commit, or was busy, until the end';

/** Of an intent none of whose commits was accepted. */
const whyInVain = ({ record, fate }: FatedCommit): string => {
  switch (fate) {
    case 'accepted':
      throw new Error(`${record.label} was accepted, so its intent was carried out`);
    case 'lost':
      return 'its commit was published, and lost to another branch';
    case 'refused':
      return record.refusal === undefined
        ? 'its commit was rejected wherever it arrived'
        : `its own server refused the commit (${record.refusal.rule}): ${record.refusal.why}`;
    case 'stale':
      return 'another commit came first, and it was not made again';
    case 'expired':
      return 'no power converted its pending commit in time';
    case 'open':
      return 'its pending commit was still waiting at the end';
  }
};

const nameOf = (device: NodeName | undefined, intent: number): string => `${device} ${intent}`;
