/**
 * Reading messages: sync shows an event, and the device tries the states that it holds of the message's epoch, the current one
 * first. What it cannot read it tries again whenever it comes by another state of that epoch.
 */
import type { SyncItem } from '../api/client-server.js';
import type { Awaitable, DecryptedMessage, MlsClient, MlsFailure, Outcome } from '../mls/engine.js';
import { type DeviceId, type Epoch, mlsLabel, type ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import type { LosingBranches } from './losing-branches.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import type { Turn } from './turn.js';

type Failure = MlsFailure | 'no_state';

interface Unread {
  readonly event: RoomEvent;
  readonly bytes: Uint8Array;
  readonly epoch: Epoch;
}

export class MessageReading {
  private readonly unread = new Map<Epoch, Unread[]>();
  /** The epoch of the first Welcome. */
  private memberSince = 0;
  /** What the labels of the device's own messages begin with. */
  private readonly own: string;

  constructor(
    self: DeviceId,
    private readonly home: ServerName,
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
    const unread: Unread = { event, bytes, epoch: header.epoch };
    const failure = this.attempt(turn, unread, false);
    if (failure !== undefined) return this.unreadable(turn, unread, failure);
  }

  private async unreadable(turn: Turn, unread: Unread, why: Awaitable<Failure | undefined>): Promise<void> {
    const { event, epoch } = unread;
    let failure = await why;
    if (failure === undefined) return;
    if (await this.losing.reach(turn, epoch)) failure = await this.attempt(turn, unread, false);
    if (failure === undefined) return;
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
  entered(turn: Turn, epoch: Epoch): void | Promise<void> {
    const waiting = this.unread.get(epoch);
    if (waiting !== undefined) return this.readLate(turn, epoch, waiting);
  }

  private async readLate(turn: Turn, epoch: Epoch, waiting: readonly Unread[]): Promise<void> {
    const still: Unread[] = [];
    for (const unread of waiting) if ((await this.attempt(turn, unread, true)) !== undefined) still.push(unread);
    this.unread.set(epoch, still);
  }

  /** Why no state opens it; undefined: one did. Nearly always the current state does, without a promise where the engine makes none. */
  private attempt(turn: Turn, unread: Unread, late: boolean): Awaitable<Failure | undefined> {
    const { current } = this.states;
    if (current?.group.epoch !== unread.epoch) return this.attemptRetained(turn, unread, late, undefined);
    const outcome = this.mls.decrypt(current.group, unread.bytes);
    return outcome instanceof Promise
      ? this.attemptedLater(turn, unread, late, current, outcome)
      : this.attempted(turn, unread, late, current, outcome);
  }

  private async attemptedLater(
    turn: Turn,
    unread: Unread,
    late: boolean,
    held: HeldState,
    outcome: Promise<Outcome<DecryptedMessage>>,
  ): Promise<Failure | undefined> {
    return this.attempted(turn, unread, late, held, await outcome);
  }

  private attempted(
    turn: Turn,
    unread: Unread,
    late: boolean,
    held: HeldState,
    outcome: Outcome<DecryptedMessage>,
  ): Awaitable<Failure | undefined> {
    if (!outcome.ok) return this.attemptRetained(turn, unread, late, outcome.failure);
    this.opened(turn, unread, late, held, outcome);
    return undefined;
  }

  /** @param failed how the current state failed, if it is one of the epoch */
  private async attemptRetained(turn: Turn, unread: Unread, late: boolean, failed: MlsFailure | undefined): Promise<Failure | undefined> {
    let failure = failed;
    for (const held of this.states.ofEpoch(unread.epoch)) {
      if (held === this.states.current) continue;
      const outcome = await this.mls.decrypt(held.group, unread.bytes);
      if (outcome.ok) {
        this.opened(turn, unread, late, held, outcome);
        return undefined;
      }
      failure = outcome.failure;
    }
    return failure ?? this.whyNone(unread.epoch);
  }

  private opened(turn: Turn, { event }: Unread, late: boolean, held: HeldState, { next }: DecryptedMessage): void {
    held.group = next;
    const message = event.carries ?? mlsLabel('unnamed');
    turn.outbox.emit({ kind: 'message_decrypted', message, event: event.label, state: held.label, late });
  }

  /** Why the device holds no state of the epoch. */
  private whyNone(epoch: Epoch): Failure {
    const current = this.states.current?.group.epoch;
    return current === undefined ? 'no_state' : epoch < current ? 'former_epoch' : 'future_epoch';
  }

  /** A client knows what it has sent itself: the transaction id comes back with it. */
  private isOwn(event: RoomEvent): boolean {
    // Asked first, as all devices of a server have one name of it, and each has a name of its own.
    return event.pdu.origin === this.home && (event.carries?.startsWith(this.own) ?? false);
  }
}
