/**
 * What a server does with an event of a room: checks 1-6 (Matrix server-server API, "Checks performed on receipt of a PDU"),
 * and what follows from each. Events whose references are unknown wait until those have come, and are checked in causal
 * order, check 6 included.
 */
import type { SyncItem } from '../api/client-server.js';
import type { EventId, ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { Receipt } from '../room/receipt.js';
import type { VerifyKey } from '../room/room-version.js';
import { chainBetween } from './commit-chain.js';
import type { HostedRoom } from './hosted-room.js';
import { tellResolution } from './resolution-told.js';
import type { SyncStreams } from './sync-streams.js';
import type { TimelineItems } from './timeline-items.js';
import { aboutRoom, type Turn } from './turn.js';

/** Events that are not here, and the first event found to refer to one of them. */
export interface MissingEvents {
  readonly ids: readonly EventId[];
  readonly referredToBy: RoomEvent;
}

/** What the receipt of events asks of the rest of the server. */
export interface Consequences {
  readonly reading: Reading;
  readonly streams: SyncStreams;
  readonly timeline: TimelineItems;
  readonly verifyKeyOf: (server: ServerName) => VerifyKey | undefined;
  /** Asks `from` for events that are missing here. */
  backfill(turn: Turn, room: HostedRoom, from: ServerName, missing: MissingEvents): void;
  /** A pending commit was accepted here. */
  pendingAccepted(turn: Turn, room: HostedRoom, event: RoomEvent): void;
  currentCommitChanged(turn: Turn, room: HostedRoom): void;
}

export class RoomEvents {
  constructor(private readonly server: Consequences) {}

  /** Takes events that came from another server, in the order in which it gave them. */
  receive(turn: Turn, room: HostedRoom, from: ServerName, events: readonly RoomEvent[]): void {
    for (const received of events) {
      if (room.graph.has(received.id) || room.waiting.has(received.id)) continue;
      const event = this.inspect(turn, room, received);
      if (event === undefined) continue;
      // Whoever hands an event over may have called it by another id than its own.
      if (event !== received && (room.graph.has(event.id) || room.waiting.has(event.id))) continue;
      if (room.graph.missing(event).length === 0) {
        this.admit(turn, room, event, false);
        this.admitWaiting(turn, room);
      } else {
        room.waiting.set(event.id, { event, from });
      }
    }
    this.askForMissing(turn, room);
  }

  /** Checks 4-6 of an event whose references are all here, and what follows. */
  admit(whole: Turn, room: HostedRoom, event: RoomEvent, own: boolean): Receipt {
    const turn = aboutRoom(whole, room.name);
    const receipt = room.graph.judge(event, { own });
    const refused = receipt.outcome === 'accepted' ? undefined : receipt;
    const change = room.graph.insert(event, receipt);
    turn.outbox.emit({
      kind: 'event_received',
      event: event.label,
      type: event.pdu.type,
      outcome: receipt.outcome,
      check: refused?.check,
      rule: refused?.rule,
      why: refused?.why,
    });
    const resolved = change.resolved === undefined ? receipt.resolved : [...receipt.resolved, change.resolved];
    for (const each of resolved) turn.outbox.emit(tellResolution(room, event, each));
    if (receipt.outcome === 'accepted') this.show(room, this.server.timeline.of(event));
    const current = change.after.commit;
    if (current !== change.before.commit) {
      const graft = resolved.some(({ resolution }) => resolution.grafts.length > 0);
      turn.outbox.emit({ kind: 'current_commit_changed', from: change.before.commit?.label, to: current?.label, graft });
      if (current !== undefined) this.showCurrent(room, change.before.commit, current);
    }
    const isPending = event.pdu.type === room.version.names.pendingCommitType;
    if (receipt.outcome === 'accepted' && isPending) this.server.pendingAccepted(turn, room, event);
    if (current !== change.before.commit) this.server.currentCommitChanged(turn, room);
    return receipt;
  }

  /** After a crash: what was asked for is asked for again. */
  restarted(turn: Turn, room: HostedRoom): void {
    room.requested.clear();
    this.askForMissing(turn, room);
  }

  /** Checks 1-3: the event to go on with, if any. */
  private inspect(turn: Turn, room: HostedRoom, event: RoomEvent): RoomEvent | undefined {
    const inspection = room.version.inspect(event, this.server.verifyKeyOf);
    switch (inspection.kind) {
      case 'dropped':
        aboutRoom(turn, room.name).outbox.emit({ kind: 'event_dropped', event: event.label, check: inspection.check, why: inspection.why });
        return undefined;
      case 'redacted':
        aboutRoom(turn, room.name).outbox.emit({ kind: 'event_redacted', event: event.label });
        return inspection.event;
      case 'intact':
        return inspection.event;
    }
  }

  private admitWaiting(turn: Turn, room: HostedRoom): void {
    for (let progress = true; progress; ) {
      progress = false;
      for (const [id, { event }] of room.waiting) {
        if (room.graph.missing(event).length > 0) continue;
        room.waiting.delete(id);
        this.admit(turn, room, event, false);
        progress = true;
      }
    }
  }

  private askForMissing(turn: Turn, room: HostedRoom): void {
    const missing = new Map<ServerName, MissingEvents & { readonly ids: EventId[] }>();
    for (const { event, from } of room.waiting.values()) {
      const asked = room.requested.get(from) ?? new Set<EventId>();
      room.requested.set(from, asked);
      for (const id of room.graph.missing(event)) {
        if (room.waiting.has(id) || asked.has(id)) continue;
        asked.add(id);
        const found = missing.get(from) ?? { ids: [], referredToBy: event };
        missing.set(from, found);
        found.ids.push(id);
      }
    }
    for (const [from, found] of missing) this.server.backfill(turn, room, from, found);
  }

  private show(room: HostedRoom, item: SyncItem): void {
    room.shown.push(item);
    this.server.streams.showLast(room.shown, room.audience);
  }

  private showCurrent(room: HostedRoom, before: RoomEvent | undefined, commit: RoomEvent): void {
    const chain = this.server.reading.chain_delivery === 'full' ? chainBetween(room.graph, before, commit) : [commit];
    this.show(room, { kind: 'current_commit', commit, chain, past: false });
  }
}
