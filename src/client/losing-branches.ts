/**
 * Reading the messages of a branch that is not the current one (H49). The MSC does not say whether a device may; under
 * `read_losing_branch: within_window` it processes the commits of such a branch that sync has shown, from the states that it
 * holds, and keeps what they lead to for `security.window`, like any state that is not current.
 */
import type { MlsClient } from '../mls/engine.js';
import type { Epoch } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { ProposalReading } from './proposal-reading.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import { commitLabel, type ShownCommit, shownCommit } from './room-view.js';
import type { Turn } from './turn.js';

export class LosingBranches {
  private readonly commits = new Map<Epoch, ShownCommit[]>();

  constructor(
    private readonly mls: MlsClient,
    private readonly contents: MlsContents,
    private readonly states: RetainedStates,
    private readonly reading: Reading,
    private readonly proposals: ProposalReading,
  ) {}

  /** Sync shows a commit, current or not. */
  shown(event: RoomEvent): void {
    if (this.reading.read_losing_branch === 'no') return;
    const commit = shownCommit(this.contents, event);
    if (commit === undefined) return;
    this.commits.set(commit.epoch, [...(this.commits.get(commit.epoch) ?? []), commit]);
  }

  /** Comes by every state of this epoch that it can; says whether there is a new one. */
  async reach(turn: Turn, epoch: Epoch): Promise<boolean> {
    let reached = false;
    for (const commit of this.commits.get(epoch - 1) ?? []) {
      if (this.states.madeBy(commit.text) !== undefined) continue;
      for (const parent of this.states.ofEpoch(epoch - 1)) {
        const outcome = await this.mls.processCommit(parent.group, commit.bytes);
        if (!outcome.ok || outcome.next === undefined) continue;
        const held: HeldState = {
          group: await this.proposals.into(outcome.next),
          label: commitLabel(commit),
          madeBy: commit.text,
          identified: 'proven',
          data: commit.data,
        };
        this.states.retain(turn, held, this.states.windowSeconds(parent.data, commit.data));
        reached = true;
        break;
      }
    }
    return reached;
  }
}
