/** What users wish of the group, and what a device tries for it. */
import type { ClaimedKeyPackage } from '../api/client-server.js';
import type { MlsLabel } from '../names.js';
import type { Way } from './commit-making.js';
import type { Change } from './intents.js';
import type { OwnCommit } from './own-commits.js';
import type { OwnProposal } from './proposal-making.js';
import type { HeldState } from './retained-states.js';

export interface Wish {
  readonly number: number;
  readonly change: Change;
  /** Claimed for the next attempt. A key package is used once, so every attempt claims its own. */
  keyPackages: readonly ClaimedKeyPackage[];
  /** How many times key packages were claimed for it. */
  claims: number;
  /** The key packages that were of no use. */
  readonly useless: Set<string>;
}

export interface CommitAttempt {
  readonly kind: 'commit';
  /** Absent: it is for the proposals of others alone. */
  readonly wish: Wish | undefined;
  readonly commit: OwnCommit;
  readonly way: Way;
  /** The server has refused it, because the current commit is one that sync has not shown yet. */
  raced: boolean;
}

/** Somebody else is to commit them. */
export interface ProposalAttempt {
  readonly kind: 'proposals';
  readonly wish: Wish;
  readonly proposals: readonly OwnProposal[];
  /** The state that they were made in. */
  readonly parent: HeldState;
  /** As above, one of them. */
  raced: boolean;
}

export type Attempt = CommitAttempt | ProposalAttempt;

/** The state that it hangs on. */
export const parentOf = (attempt: Attempt): HeldState => (attempt.kind === 'commit' ? attempt.commit.parent : attempt.parent);

/** Whether it tries to get this commit or proposal into the room. */
export const isAbout = (attempt: Attempt, label: MlsLabel): boolean =>
  attempt.kind === 'commit' ? attempt.commit.label === label : attempt.proposals.some((each) => each.label === label);
