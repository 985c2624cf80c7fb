/**
 * The commits that a device has made and not yet seen decided. An author cannot process its own commit from the wire, so it
 * keeps the state that the commit leads to. How long is open (H35): here as long as it holds the state that the commit was
 * made in, and under `drop_at_timeout` at most until it gives up waiting.
 */
import type { GroupState, HeldProposal } from '../mls/engine.js';
import type { DeviceId, Epoch, MlsLabel } from '../names.js';
import type { JsonObject } from '../room/event.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import type { HeldState, RetainedStates } from './retained-states.js';

export interface OwnCommit {
  readonly label: MlsLabel;
  /** The content of the event that carries it. */
  readonly content: JsonObject;
  /** The text of its ciphertext. */
  readonly text: string;
  /** The MLS bytes. */
  readonly size: number;
  readonly epoch: Epoch;
  readonly parent: HeldState;
  readonly next: GroupState;
  readonly data: AuthenticatedData;
  /** For the devices that it adds, be it by proposals of others. */
  readonly welcome: Uint8Array | undefined;
  readonly added: readonly DeviceId[];
  /** The proposals that it takes up. */
  readonly takenUp: readonly HeldProposal[];
}

export class OwnCommits {
  private readonly commits = new Map<string, OwnCommit>();

  add(commit: OwnCommit): void {
    this.commits.set(commit.text, commit);
  }

  get(text: string): OwnCommit | undefined {
    return this.commits.get(text);
  }

  drop(text: string): void {
    this.commits.delete(text);
  }

  /** Forgets the commits whose parent is held no longer. */
  prune(states: RetainedStates): void {
    for (const [text, { parent }] of this.commits) if (!states.holds(parent)) this.commits.delete(text);
  }
}
