/**
 * Reading messages: sync shows an event, and the device tries the states that it holds of the message's epoch, the current one
 * first. What it cannot read it tries again whenever it comes by another state of that epoch.
 */
import type { SyncItem } from '../api/client-server.js';
import type { Awaitable, MlsClient, MlsFailure } from '../mls/engine.js';
import { type DeviceId, type Epoch, mlsLabel } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import type { LosingBranches } from './losing-branches.js';
import type { RetainedStates } from './retained-states.js';
import type { Turn } from './turn.js';
import { whenDone } from './when-done.js';

type Failure = MlsFailure | 'no_state';

interface Unread {
  readonly event: RoomEvent;
  readonly bytes: Uint8Array;
}

export class MessageReading {
  private readonly unread = new Map<Epoch, Unread[]>();
  /** The epoch of the first Welcome. */
  private memberSince = 0;
  /** What the labels of the device's own messages begin with. */
  private readonly own: string;

  constructor(
    self: DeviceId,
    private readonly mls: MlsClient,
    private readonly contents: MlsContents,
    private readonly states: RetainedStates,
    private readonly losing: LosingBranches,
  ) {
    this.own = `${self}~`;
  }

  /** The device joined by a Welcome. */
  joined(epoch: Epoch): void {
    if (this.memberSince === 0) this.memberSince = epoch;
  }

  /** Sync shows a message. Those from before the user joined and of an epoch before the device's first are not for it. */
  shown(turn: Turn, { event, past }: SyncItem & { kind: 'timeline' }): void | Promise<void> {
    const bytes = this.contents.mlsBytes(event);
    const header = this.contents.mlsHeader(event);
    if ('malformed' in header || 'malformed' in bytes || this.isOwn(event) || (past && header.epoch < this.memberSince)) return;
    const unread: Unread = { event, bytes };
    return whenDone(this.attempt(turn, unread, header.epoch, false), (failure) =>
      failure === undefined ? undefined : this.unreadable(turn, unread, header.epoch, failure),
    );
  }

  private async unreadable(turn: Turn, unread: Unread, epoch: Epoch, why: Failure): Promise<void> {
    let failure: Failure | undefined = why;
    if (await this.losing.reach(turn, epoch)) failure = await this.attempt(turn, unread, epoch, false);
    if (failure === undefined) return;
    const { event } = unread;
    turn.outbox.emit({
      kind: 'message_unreadable',
      message: event.carries ?? mlsLabel('unnamed'),
      event: event.label,
      state: this.states.current?.label,
      failure,
    });
    const waiting = this.unread.get(epoch);
    if (waiting === undefined) this.unread.set(epoch, [unread]);
    else waiting.push(unread);
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
  private attempt(turn: Turn, unread: Unread, epoch: Epoch, late: boolean): Awaitable<Failure | undefined> {
    const states = this.states.ofEpoch(epoch);
    const tryFrom = (place: number, failure: MlsFailure | undefined): Awaitable<Failure | undefined> => {
      const held = states[place];
      if (held === undefined) return failure ?? this.whyNone(epoch);
      return whenDone(this.mls.decrypt(held.group, unread.bytes), (outcome) => {
        if (!outcome.ok) return tryFrom(place + 1, outcome.failure);
        held.group = outcome.next;
        const { event } = unread;
        const message = event.carries ?? mlsLabel('unnamed');
        turn.outbox.emit({ kind: 'message_decrypted', message, event: event.label, state: held.label, late });
        return undefined;
      });
    };
    return tryFrom(0, undefined);
  }

  /** Why the device holds no state of the epoch. */
  private whyNone(epoch: Epoch): Failure {
    const current = this.states.current?.group.epoch;
    return current === undefined ? 'no_state' : epoch < current ? 'former_epoch' : 'future_epoch';
  }

  /** A client knows what it has sent itself: the transaction id comes back with it. */
  private isOwn(event: RoomEvent): boolean {
    return event.carries?.startsWith(this.own) ?? false;
  }
}
