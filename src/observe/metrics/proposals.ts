/** Proposals by reference: how many were made, and what became of them. They are no messages, and a commit of theirs is a commit. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { MlsLabel } from '../../names.js';
import { chain } from '../commit-events.js';
import type { RoomHistory } from '../room-history.js';

export type ProposalMetrics = {
  readonly created: number;
  readonly taken_up: number;
  readonly refused: number;
  readonly lapsed: number;
  readonly left_out: number;
  readonly unprocessable: number;
};

export class ProposalsFold implements Fold<ProposalMetrics> {
  readonly #history: RoomHistory;
  readonly #created = new Set<MlsLabel>();
  readonly #refused = new Set<MlsLabel>();
  readonly #takenUpBy = new Map<MlsLabel, readonly MlsLabel[]>();
  #leftOut = 0;
  #unprocessable = 0;

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ at, fact }: StampedFact): void {
    if (at < 0) return;
    switch (fact.kind) {
      case 'proposal_created':
        this.#created.add(fact.proposal);
        return;
      case 'proposal_refused':
        this.#refused.add(fact.proposal);
        return;
      case 'proposals_taken_up':
        this.#takenUpBy.set(fact.commit, fact.proposals);
        return;
      case 'proposal_left_out':
        this.#leftOut++;
        return;
      case 'proposal_unprocessable':
        this.#unprocessable++;
        return;
    }
  }

  result(): ProposalMetrics {
    const end = this.#history.end?.final;
    const final = new Set<string>([...chain(end && this.#history.events.get(end))].map((event) => event.bytes));
    const takenUp = new Set([...this.#takenUpBy].flatMap(([commit, proposals]) => (final.has(commit) ? proposals : [])));
    const lapsed = [...this.#created].filter((proposal) => !takenUp.has(proposal) && !this.#refused.has(proposal));
    return {
      created: this.#created.size,
      taken_up: takenUp.size,
      refused: this.#refused.size,
      lapsed: lapsed.length,
      left_out: this.#leftOut,
      unprocessable: this.#unprocessable,
    };
  }
}
