/**
 * The ordering duty of a server in MSC4256 ("Commit Conflict Handling"): a power turns a pending commit into an
 * `m.mls.commit` while its slot for it is open, as long as the commit that the pending one cites is the current one. Slots are
 * counted from each pending commit, so they do not exclude each other (H28). Nothing in the auth rules enforces any of this.
 * The pending commits are on disk; timers are set anew after a crash.
 */
import { type LocalInstant, localInstant, milliseconds, plus } from '../kernel/time.js';
import { whenClockShows } from '../kernel/unix-time.js';
import type { EventId, ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import { pendingSlot } from '../room/msc4256/pending-slots.js';
import type { Reading } from '../room/msc4256/reading.js';
import { citedCommit } from './commit-chain.js';
import type { HostedRoom } from './hosted-room.js';
import type { Turn } from './turn.js';

interface Pending {
  readonly event: RoomEvent;
  readonly received: LocalInstant;
  /** Its place among the pending commits for the same commit that this server received. */
  readonly order: number;
  converted: boolean;
}

interface OpenSlot {
  readonly pending: Pending;
  readonly opens: LocalInstant;
}

/** Why a power converts this pending commit and no other. */
export interface ConversionGrounds {
  readonly powerIndex: number;
  /** Another one's slot had opened at the same moment. */
  readonly decidedByEventId: boolean;
}

export class CommitWindows {
  /** By the commit that they cite. */
  private readonly pendings = new Map<EventId, Pending[]>();

  constructor(
    private readonly self: ServerName,
    private readonly reading: Reading,
    private readonly room: HostedRoom,
    /** Whether the server still converts. */
    private readonly mayConvert: () => boolean,
    /** Publishes an `m.mls.commit` with the bytes of a pending commit. */
    private readonly convert: (turn: Turn, pending: RoomEvent, by: ConversionGrounds) => void,
  ) {}

  private get timerName(): string {
    return `slot opens:${this.room.id}`;
  }

  /** A pending commit passed checks 4-6 here. */
  accepted(turn: Turn, event: RoomEvent): void {
    const parent = citedCommit(this.room.graph, event);
    if (parent === undefined) return;
    const siblings = this.pendings.get(parent.id) ?? [];
    this.pendings.set(parent.id, siblings);
    siblings.push({ event, received: turn.now, order: siblings.length, converted: false });
    this.review(turn);
  }

  /** Says whether the timer was this room's. */
  timer(turn: Turn, name: string): boolean {
    if (name !== this.timerName) return false;
    this.review(turn);
    return true;
  }

  /**
   * Converts what may be converted now, and asks to be woken when the next slot opens. To be called whenever the current
   * commit changed, or the server stopped converting.
   */
  review(turn: Turn): void {
    const current = this.room.graph.currentState().commit;
    const powerIndex = this.mayConvert() ? this.powerIndex(current) : undefined;
    if (current === undefined || powerIndex === undefined) {
      turn.outbox.cancelTimer(this.timerName);
      return;
    }
    const waiting = (this.pendings.get(current.id) ?? []).filter(({ converted }) => !converted);
    const open: OpenSlot[] = [];
    let wake: LocalInstant | undefined;
    for (const pending of waiting) {
      const { opens, closes } = this.slot(pending, waiting, powerIndex);
      if (turn.now < opens) wake = wake === undefined || opens < wake ? opens : wake;
      else if (turn.now < closes) open.push({ pending, opens });
    }
    const [chosen, next] = open.sort(powerIndex === 0 ? byArrival : byOpening);
    if (chosen === undefined) {
      if (wake === undefined) turn.outbox.cancelTimer(this.timerName);
      else turn.outbox.setTimer(this.timerName, wake);
      return;
    }
    chosen.pending.converted = true;
    const decidedByEventId = powerIndex > 0 && next?.opens === chosen.opens;
    this.convert(turn, chosen.pending.event, { powerIndex, decidedByEventId });
    // Another commit is current now; or, where the server's own rules or limits refused this one, it is the turn of the next.
    this.review(turn);
  }

  private powerIndex(current: RoomEvent | undefined): number | undefined {
    if (current === undefined) return undefined;
    const content = this.room.version.contents.commitContent(current);
    if ('malformed' in content) return undefined;
    const index = content.federation.powers.indexOf(this.self);
    if (index < 0) return undefined;
    return this.reading.slots === 'head_only' && index > 0 ? undefined : index;
  }

  private slot(pending: Pending, waiting: readonly Pending[], powerIndex: number): { opens: LocalInstant; closes: LocalInstant } {
    const sharing = this.reading.slots === 'per_epoch' ? waiting : [pending];
    const from = localInstant(Math.min(...sharing.map((each) => this.timeOf(each))));
    const { opensMs, closesMs } = pendingSlot(powerIndex, 0);
    return { opens: plus(from, milliseconds(opensMs)), closes: plus(from, milliseconds(closesMs)) };
  }

  /** The time from which a pending commit's slots count: by the MSC its `origin_server_ts`, whatever that claims (H34). */
  private timeOf({ event, received }: Pending): LocalInstant {
    const claimed = whenClockShows(event.pdu.origin_server_ts);
    switch (this.reading.pending_time) {
      case 'origin':
        return claimed;
      case 'received':
        return received;
      case 'clamped':
        return claimed < received ? claimed : received;
    }
  }
}

/** The head takes the one that it received first. */
const byArrival = (a: OpenSlot, b: OpenSlot): number => a.pending.order - b.pending.order;

/** Another power takes the one whose slot opened first, then the lower event id. */
const byOpening = (a: OpenSlot, b: OpenSlot): number => a.opens - b.opens || compareIds(a.pending.event.id, b.pending.event.id);

const compareIds = (a: EventId, b: EventId): number => (a < b ? -1 : a > b ? 1 : 0);
