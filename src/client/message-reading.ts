/**
 * Reading messages: sync shows an event, and the device tries the states that it holds of the message's epoch, the current one
 * first. What it cannot read it tries again whenever it comes by another state of that epoch.
 */
import type { SyncItem } from '../api/client-server.js';
import type { MlsClient, MlsFailure } from '../mls/engine.js';
import { type DeviceId, type Epoch, mlsLabel } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import type { LosingBranches } from './losing-branches.js';
import type { RetainedStates } from './retained-states.js';
import type { Turn } from './turn.js';

interface Unread {
  readonly event: RoomEvent;
  readonly bytes: Uint8Array;
}

export class MessageReading {
  private readonly unread = new Map<Epoch, Unread[]>();
  /** The epoch of the first Welcome. */
  private memberSince = 0;

  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly contents: MlsContents,
    private readonly states: RetainedStates,
    private readonly losing: LosingBranches,
  ) {}

  /** The device joined by a Welcome. */
  joined(epoch: Epoch): void {
    if (this.memberSince === 0) this.memberSince = epoch;
  }

  /** Sync shows a message. Those from before the user joined and of an epoch before the device's first are not for it. */
  async shown(turn: Turn, { event, past }: SyncItem & { kind: 'timeline' }): Promise<void> {
    const bytes = this.contents.mlsBytes(event);
    const header = this.contents.mlsHeader(event);
    if ('malformed' in header || 'malformed' in bytes || this.isOwn(event) || (past && header.epoch < this.memberSince)) return;
    let failure = await this.attempt(turn, { event, bytes }, header.epoch, false);
    if (failure === undefined) return;
    if (await this.losing.reach(turn, header.epoch)) failure = await this.attempt(turn, { event, bytes }, header.epoch, false);
    if (failure === undefined) return;
    turn.outbox.emit({
      kind: 'message_unreadable',
      message: event.carries ?? mlsLabel('unnamed'),
      event: event.label,
      state: this.states.current?.label,
      failure,
    });
    const waiting = this.unread.get(header.epoch);
    if (waiting === undefined) this.unread.set(header.epoch, [{ event, bytes }]);
    else waiting.push({ event, bytes });
  }

  /** The device holds another state of this epoch now. */
  async entered(turn: Turn, epoch: Epoch): Promise<void> {
    const waiting = this.unread.get(epoch);
    if (waiting === undefined) return;
    const still: Unread[] = [];
    for (const unread of waiting) if ((await this.attempt(turn, unread, epoch, true)) !== undefined) still.push(unread);
    this.unread.set(epoch, still);
  }

  /** Why no state opens it; undefined: one did. */
  private async attempt(turn: Turn, { event, bytes }: Unread, epoch: Epoch, late: boolean): Promise<MlsFailure | 'no_state' | undefined> {
    let failure: MlsFailure | 'no_state' = 'no_state';
    for (const held of this.states.ofEpoch(epoch)) {
      const outcome = await this.mls.decrypt(held.group, bytes);
      if (outcome.ok) {
        held.group = outcome.next;
        const message = event.carries ?? mlsLabel('unnamed');
        turn.outbox.emit({ kind: 'message_decrypted', message, event: event.label, state: held.label, late });
        return undefined;
      }
      failure = outcome.failure;
    }
    if (failure !== 'no_state') return failure;
    const current = this.states.current?.group.epoch;
    return current === undefined ? 'no_state' : epoch < current ? 'former_epoch' : 'future_epoch';
  }

  /** A client knows what it has sent itself: the transaction id comes back with it. */
  private isOwn(event: RoomEvent): boolean {
    return event.carries?.startsWith(`${this.self}~`) ?? false;
  }
}
