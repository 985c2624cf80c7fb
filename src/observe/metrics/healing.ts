/** How long after a partition's end servers still disagree. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { NodeName } from '../../names.js';
import { type CommitEvent, isOnChain } from '../commit-events.js';
import { Samples } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';

type Step =
  | { readonly kind: 'changed'; readonly at: number; readonly server: NodeName; readonly current: CommitEvent | undefined }
  | { readonly kind: 'partition_ended'; readonly at: number };

/** Which servers count is known only at the end: until then the changes of current commits since the first partition's end are kept. */
export class Healing implements Pick<Fold<unknown>, 'fact'> {
  readonly #history: RoomHistory;
  /** Up to the first partition's end. */
  readonly #current = new Map<NodeName, CommitEvent | undefined>();
  readonly #steps: Step[] = [];

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ at, node, fact }: StampedFact): void {
    if (fact.kind === 'partition_ended') this.#steps.push({ kind: 'partition_ended', at });
    if (fact.kind !== 'current_commit_changed' || node === undefined) return;
    const current = fact.to && this.#history.events.get(fact.to);
    if (this.#steps.length === 0) this.#current.set(node, current);
    else this.#steps.push({ kind: 'changed', at, server: node, current });
  }

  /** From each partition's end until the current commits of `servers` lay on one chain, in µs; none where they never did. */
  samples(servers: ReadonlySet<NodeName>): Samples {
    const samples = new Samples();
    const current = new Map([...this.#current].filter(([server]) => servers.has(server)));
    let endedAt: number[] = [];
    for (const step of this.#steps) {
      if (step.kind === 'partition_ended') endedAt.push(step.at);
      else if (servers.has(step.server)) current.set(step.server, step.current);
      if (endedAt.length === 0 || !onOneChain([...current.values()])) continue;
      for (const at of endedAt) samples.add(step.at - at);
      endedAt = [];
    }
    return samples;
  }
}

function onOneChain(current: readonly (CommitEvent | undefined)[]): boolean {
  const commits = current.filter((commit) => commit !== undefined);
  const last = commits.reduce<CommitEvent | undefined>((tip, commit) => (tip && tip.epoch >= commit.epoch ? tip : commit), undefined);
  return last === undefined || commits.every((commit) => isOnChain(commit, last));
}
