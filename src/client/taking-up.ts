/**
 * Who commits the proposals that members hold. RFC 9420 §12.4 has every member that holds some send a commit before its next
 * message. Here not every client may commit, and if all who may did, all but one would do it in vain; the MSC does not say who
 * is to (H39). So there is an order in which members do it, the same for all of them, as they hold the same group: by the place of
 * their server in `federation.powers`, then in `can_propose`, then by leaf. The first commits a second after it holds a proposal,
 * so that those of one wish, and of several at a time, go together; the one after it only if the epoch still goes on five minutes
 * later, as long as a power has for a pending commit, and so on. Any commit that is made for something else takes the proposals up
 * as well. Meanwhile everybody goes on sending messages.
 *
 * Whom a proposal removes does not commit, as it would have to leave that proposal out, and holds back its own wishes, unless nobody
 * else could commit. Who has not verified a user as the room requires leaves out a proposal that adds it (H41).
 */
import { type LocalInstant, microseconds, milliseconds, plus, seconds } from '../kernel/time.js';
import type { GroupState } from '../mls/engine.js';
import { type DeviceId, type ServerName, serverName, serverOfDevice } from '../names.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import { SLOT_PERIOD_MS } from '../room/msc4256/pending-slots.js';
import type { CommitMaking } from './commit-making.js';
import type { ProposalReading } from './proposal-reading.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { Turn } from './turn.js';
import type { Verification } from './verification.js';

const TIMER = 'take up proposals';
const GATHERING = seconds(1);
const BETWEEN_TWO = milliseconds(SLOT_PERIOD_MS);

/** A proposal, and why the device does not commit it. */
export interface LeftOut {
  readonly reference: string;
  readonly why: string;
}

export class TakingUp {
  /** The state whose proposals the device waits to commit, since when, and whether it is its turn. */
  private waiting: { readonly held: HeldState; readonly since: LocalInstant; isDue: boolean } | undefined;
  /** The references of the proposals of which it was told that they are left out. */
  private readonly told = new Set<string>();

  constructor(
    private readonly self: DeviceId,
    private readonly making: CommitMaking,
    private readonly states: RetainedStates,
    private readonly view: RoomView,
    private readonly verification: Verification,
    private readonly proposals: ProposalReading,
  ) {}

  /** The device may have come by a proposal, or by another state. */
  consider(turn: Turn): void {
    const held = this.view.place === 'on_branch' ? this.states.current : undefined;
    if (this.waiting !== undefined && this.waiting.held !== held) {
      turn.outbox.cancelTimer(TIMER);
      this.waiting = undefined;
    }
    if (held === undefined || held.group.proposals.length === 0 || this.waiting?.isDue) return;
    this.waiting ??= { held, since: turn.now, isDue: false };
    this.setTimer(turn, this.waiting);
  }

  /** Says whether the timer was for these: then it is this device's turn. */
  timer(name: string): boolean {
    if (name !== TIMER) return false;
    if (this.waiting !== undefined) this.waiting.isDue = true;
    return true;
  }

  /** After a crash the waiting goes on. */
  restarted(turn: Turn): void {
    if (this.waiting !== undefined && !this.waiting.isDue) this.setTimer(turn, this.waiting);
  }

  /** Whether the device is to commit now for the sake of the proposals alone. */
  isDue(held: HeldState): boolean {
    if (!this.hasTurn(held)) return false;
    const leftOut = this.leftOut(held).map(({ reference }) => reference);
    return held.group.proposals.some(
      ({ reference, sender, change }) => !leftOut.includes(reference) && !(change.kind === 'update' && sender === this.self),
    );
  }

  /** Whether it is the device's turn to commit the proposals that the state holds, if it would. */
  hasTurn(held: HeldState): boolean {
    return this.waiting?.held === held && this.waiting.isDue && this.committers(held).includes(this.self);
  }

  /** Whether the device leaves committing to others, as they are to remove it. */
  holdsBack(held: HeldState): boolean {
    return removedBy(held.group).has(this.self) && this.committers(held).length > 0;
  }

  /** The proposals that the device's own commit must not take up. */
  private leftOut({ group, data }: HeldState): readonly LeftOut[] {
    const said = this.view.current?.data ?? data;
    return group.proposals.flatMap(({ change, reference }) => {
      const why = change.kind === 'add' && said !== undefined ? this.verification.unmet([change.device], said) : undefined;
      return why === undefined ? [] : [{ reference, why }];
    });
  }

  /** The same, each told of once. */
  leaveOut(turn: Turn, held: HeldState): readonly LeftOut[] {
    const leftOut = this.leftOut(held);
    for (const { reference, why } of leftOut) {
      if (this.told.has(reference)) continue;
      this.told.add(reference);
      turn.outbox.emit({
        kind: 'proposal_left_out',
        proposal: this.proposals.labelOf(reference),
        rule: 'required_verification',
        why,
      });
    }
    return leftOut;
  }

  /** The members that may commit the proposals of a state, in their order. */
  committers({ group, data }: HeldState): readonly DeviceId[] {
    const said: AuthenticatedData | undefined = this.view.current?.data ?? data;
    const { powers, canPropose } = said?.federation ?? { powers: [], canPropose: [] };
    const servers = [...powers, ...canPropose].map(serverName).filter((server) => this.making.way(server) !== undefined);
    const members = new Map<ServerName, DeviceId[]>(servers.map((server) => [server, []]));
    const removed = removedBy(group);
    for (const device of group.roster) if (!removed.has(device)) members.get(serverOfDevice(device))?.push(device);
    return [...members.values()].flat();
  }

  private setTimer(turn: Turn, { held, since }: NonNullable<TakingUp['waiting']>): void {
    const before = this.committers(held).indexOf(this.self);
    if (before < 0) return turn.outbox.cancelTimer(TIMER);
    // The run waits for the one who is to do it, and not for those who would step in.
    turn.outbox.setTimer(TIMER, plus(since, microseconds(GATHERING + before * BETWEEN_TWO)), { work: before === 0 });
  }
}

const removedBy = ({ proposals }: GroupState): ReadonlySet<DeviceId> =>
  new Set(proposals.flatMap(({ change }) => (change.kind === 'remove' ? [change.device] : [])));
