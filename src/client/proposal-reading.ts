/**
 * Taking in others' proposals, which come as `m.room.encrypted` events like messages (H27). One belongs to the group state that
 * it was made in, and only a state that holds it can follow a commit that takes it up. A server shows it before any such
 * commit, which follows it in the event graph, unless it had soft-failed it by rule 11, another branch being current there:
 * then its devices cannot follow that commit, whatever states they have kept (`unknown_proposal`; H45).
 */
import type { SyncItem } from '../api/client-server.js';
import type { Awaitable, GroupState, MlsClient, MlsFailure } from '../mls/engine.js';
import { type DeviceId, type Epoch, type MlsLabel, mlsLabel } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import type { RetainedStates } from './retained-states.js';
import type { Turn } from './turn.js';

interface ShownProposal {
  readonly event: RoomEvent;
  readonly bytes: Uint8Array;
  /** Some state has taken it in. */
  received: boolean;
}

export class ProposalReading {
  private readonly proposals = new Map<Epoch, ShownProposal[]>();
  /** What facts call them, by reference; the device's own ones too. */
  private readonly labels = new Map<string, MlsLabel>();
  /** What the labels of the device's own proposals begin with. */
  private readonly own: string;

  constructor(
    self: DeviceId,
    private readonly mls: MlsClient,
    private readonly contents: MlsContents,
    private readonly states: RetainedStates,
  ) {
    this.own = `${self}?`;
  }

  /** Sync shows a proposal. What is from before the user joined is kept: it may be of the epoch that a Welcome leads to. */
  async shown(turn: Turn, { event, past }: SyncItem & { kind: 'timeline' }): Promise<void> {
    const bytes = this.contents.mlsBytes(event);
    const header = this.contents.mlsHeader(event);
    // A client knows what it has sent itself: the transaction id comes back with it.
    if ('malformed' in header || 'malformed' in bytes || event.carries?.startsWith(this.own)) return;
    const proposal: ShownProposal = { event, bytes, received: false };
    const { epoch } = header;
    this.proposals.set(epoch, [...(this.proposals.get(epoch) ?? []), proposal]);
    const failure = await this.attempt(turn, proposal, epoch);
    if (failure === undefined || past) return;
    turn.outbox.emit({
      kind: 'proposal_unprocessable',
      proposal: labelOf(event),
      event: event.label,
      state: this.states.current?.label,
      failure,
    });
  }

  /** The device holds another state of this epoch now. */
  entered(turn: Turn, epoch: Epoch): void | Promise<void> {
    const shown = this.proposals.get(epoch);
    if (shown !== undefined) return this.receiveLate(turn, epoch, shown);
  }

  private async receiveLate(turn: Turn, epoch: Epoch, shown: readonly ShownProposal[]): Promise<void> {
    for (const proposal of shown) if (!proposal.received) await this.attempt(turn, proposal, epoch);
  }

  /** A group state with those of its proposals that have been shown: the device may not hold it yet. */
  into(group: GroupState): Awaitable<GroupState> {
    const shown = this.proposals.get(group.epoch);
    return shown === undefined ? group : this.takenInto(group, shown);
  }

  /** The device has made a proposal itself. */
  made(reference: string, label: MlsLabel): void {
    this.labels.set(reference, label);
  }

  /** What facts call the proposal that has this reference. */
  labelOf(reference: string): MlsLabel {
    return this.labels.get(reference) ?? UNNAMED;
  }

  private async takenInto(group: GroupState, shown: readonly ShownProposal[]): Promise<GroupState> {
    let into = group;
    for (const { event, bytes } of shown) {
      const outcome = await this.mls.processProposal(into, bytes);
      if (!outcome.ok) continue;
      into = outcome.next;
      this.name(into, event);
    }
    return into;
  }

  /** Why no state takes it in; undefined: one does, or had done so when the device came by it. */
  private async attempt(turn: Turn, proposal: ShownProposal, epoch: Epoch): Promise<MlsFailure | 'no_state' | undefined> {
    const { event, bytes } = proposal;
    let failure: MlsFailure | undefined;
    for (const held of this.states.ofEpoch(epoch)) {
      const outcome = await this.mls.processProposal(held.group, bytes);
      if (!outcome.ok && outcome.failure !== 'used_generation') {
        failure ??= outcome.failure;
        continue;
      }
      if (outcome.ok) held.group = outcome.next;
      if (outcome.ok) this.name(held.group, event);
      proposal.received = true;
      turn.outbox.emit({ kind: 'proposal_received', proposal: labelOf(event), event: event.label, state: held.label });
      return undefined;
    }
    return failure ?? this.whyNone(epoch);
  }

  /** Why the device holds no state of the epoch. */
  private whyNone(epoch: Epoch): MlsFailure | 'no_state' {
    const current = this.states.current?.group.epoch;
    return current === undefined ? 'no_state' : epoch < current ? 'former_epoch' : 'future_epoch';
  }

  /** The event carries the last proposal that the state holds. */
  private name({ proposals }: GroupState, event: RoomEvent): void {
    const last = proposals.at(-1);
    if (last !== undefined) this.labels.set(last.reference, labelOf(event));
  }
}

const UNNAMED = mlsLabel('unnamed');

const labelOf = ({ carries }: RoomEvent): MlsLabel => carries ?? UNNAMED;
