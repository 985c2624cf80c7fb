/** A way along commits from a state that a device holds. */
import type { GroupState, HeldProposal, MlsFailure } from '../mls/engine.js';
import type { HeldState } from './retained-states.js';
import { commitLabel, type ShownCommit } from './room-view.js';

/** A commit applied: the state it leads to, or none where it removed the device. */
export interface Step {
  readonly commit: ShownCommit;
  readonly group: GroupState | undefined;
  /** The proposals that it takes up. */
  readonly takenUp: readonly HeldProposal[];
}

export interface Path {
  readonly start: HeldState;
  readonly steps: readonly Step[];
  /** The commit after the last step that was not processed, and why it could or should not; undefined: the path arrives. */
  readonly stuckAt:
    | { readonly commit: ShownCommit; readonly failure: MlsFailure }
    | { readonly commit: ShownCommit; readonly declined: string }
    | undefined;
}

/** The state that a commit has led to. */
export const stateAfter = (commit: ShownCommit, group: GroupState): HeldState => ({
  group,
  label: commitLabel(commit),
  madeBy: commit.text,
  identified: 'proven',
  data: commit.data,
});
