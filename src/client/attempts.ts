/** What a device tries for a wish, or for the proposals of others. */
import type { MlsLabel } from '../names.js';
import type { PlannedCommit } from './change-plan.js';
import type { VouchedKeyPackage } from './claimed-keys.js';
import type { Way } from './commit-making.js';
import type { OwnCommit } from './own-commits.js';
import type { OwnProposal } from './proposal-making.js';
import type { HeldState } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { Wish } from './wish.js';

/** What is to be committed or proposed; without a wish, the proposals of others are. */
export interface Ready {
  readonly wish: Wish | undefined;
  readonly plan: PlannedCommit;
  readonly held: HeldState;
  readonly claimed: readonly VouchedKeyPackage[];
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

/** All proposals of one attempt. */
export interface Proposed {
  readonly wish: Wish;
  readonly references: readonly string[];
}

export type Attempt = CommitAttempt | ProposalAttempt;

/** The state that it hangs on. */
export const parentOf = (attempt: Attempt): HeldState => (attempt.kind === 'commit' ? attempt.commit.parent : attempt.parent);

/** Whether it tries to get this commit or proposal into the room. */
export const isAbout = (attempt: Attempt, label: MlsLabel): boolean =>
  attempt.kind === 'commit' ? attempt.commit.label === label : attempt.proposals.some((each) => each.label === label);

/** Nothing comes of garbage that anybody could apply: when it is current it has done what it can (H40). */
export const isCurrentGarbage = (attempt: Attempt, { current }: RoomView): boolean =>
  attempt.kind === 'commit' && attempt.wish?.change.kind === 'garbage' && current?.text === attempt.commit.text;

/** The rules that refuse a commit, or a proposal, where another commit came first. */
const RACE_RULES: readonly string[] = ['9.3', '10.1', '11'];

/** Whether a refusal by this rule says that another commit came first. */
export const isRace = (rule: string): boolean => RACE_RULES.includes(rule);
