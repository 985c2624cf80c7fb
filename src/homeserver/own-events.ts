/**
 * Events that a server makes itself: for its clients, and when it converts a pending commit. They stand on the forward
 * extremities and cite the current state; the server's own checks decide whether they come into being.
 */

import { timestampAt } from '../kernel/unix-time.js';
import { type EventId, type EventLabel, eventLabel, type MlsLabel, type ServerName } from '../names.js';
import type { JsonObject, RoomEvent } from '../room/event.js';
import { CREATE_TYPE } from '../room/msc4256/names.js';
import type { RoomState, SigningKey } from '../room/room-version.js';
import { citedCommit } from './commit-chain.js';
import type { FederationSender } from './federation-sender.js';
import type { HostedRoom } from './hosted-room.js';
import type { RoomEvents } from './room-events.js';
import { aboutRoom, type Turn } from './turn.js';

/** What an event is to say. */
export interface EventRequest {
  readonly type: string;
  readonly stateKey: string | undefined;
  readonly content: JsonObject;
  readonly carries: MlsLabel | undefined;
}

/** Undefined where the event was made and sent. */
export type Refusal = { readonly rule: string; readonly why: string } | undefined;

export class OwnEvents {
  private made = 0;

  constructor(
    private readonly self: ServerName,
    private readonly key: SigningKey,
    private readonly roomEvents: RoomEvents,
    private readonly federation: FederationSender,
  ) {}

  /** Makes an event, takes it into the room and sends it to the servers that are to get it; or says why not. */
  publish(turn: Turn, room: HostedRoom, request: EventRequest): { readonly event: RoomEvent } | { readonly refused: NonNullable<Refusal> } {
    const state = room.graph.stateForNew();
    const event = this.build(turn, room, state, request);
    const refused = this.refusal(room, event);
    if (refused !== undefined) {
      aboutRoom(turn, room.name).outbox.emit({ kind: 'event_refused', type: request.type, carries: request.carries, ...refused });
      return { refused };
    }
    this.made += 1;
    aboutRoom(turn, room.name).outbox.emit(this.creation(room, event));
    // Sent first, because taking it in may bring about further events that follow it.
    const load = { kind: 'pdu', event } as const;
    for (const server of room.version.route(event, state)) if (server !== this.self) this.federation.send(turn, server, load);
    this.roomEvents.admit(turn, room, event, true);
    return { event };
  }

  private build(turn: Turn, room: HostedRoom, state: RoomState, { type, stateKey, content, carries }: EventRequest): RoomEvent {
    const draft = {
      auth_events: room.version.authEventsFor(type, state).map((event) => event.id),
      content,
      origin: this.self,
      origin_server_ts: timestampAt(turn.now),
      prev_events: room.graph.prevEventsForNew(),
      room_id: room.id,
      ...(stateKey !== undefined && { state_key: stateKey }),
      type,
    };
    return room.version.build(draft, this.key, { label: eventLabel(`${this.self}#${this.made + 1}`), carries });
  }

  /** The server's own limits and rules. Its event follows what it holds, so check 5 says what check 6 would. */
  private refusal(room: HostedRoom, event: RoomEvent): Refusal {
    const inspection = room.version.inspect(event, () => this.key.verifyKey);
    if (inspection.kind === 'dropped') return { rule: 'limits', why: inspection.why };
    const receipt = room.graph.judge(event, { own: true });
    return receipt.outcome === 'accepted' ? undefined : { rule: receipt.rule, why: receipt.why };
  }

  private creation({ version, graph }: HostedRoom, event: RoomEvent) {
    const { commitType, pendingCommitType } = version.names;
    const isCommit = event.pdu.type === commitType || event.pdu.type === pendingCommitType;
    const header = event.pdu.type === CREATE_TYPE ? undefined : version.contents.mlsHeader(event);
    const said = isCommit ? version.contents.commitContent(event) : undefined;
    const federation = said === undefined || 'malformed' in said ? undefined : said.federation;
    return {
      kind: 'event_created',
      event: event.label,
      type: event.pdu.type,
      carries: event.carries,
      epoch: header === undefined || 'malformed' in header ? undefined : header.epoch,
      auth_commit: citedCommit(graph, event)?.label,
      prev_events: labelsOf(graph, event.pdu.prev_events),
      auth_events: labelsOf(graph, event.pdu.auth_events),
      // The rules have found every entry of the two lists to be a server name.
      powers: federation?.powers as readonly ServerName[] | undefined,
      servers: federation?.servers as readonly ServerName[] | undefined,
      size: event.size,
    } as const;
  }
}

/** Event ids differ between MLS engines, so facts have labels. A server's own event refers to none that it does not hold. */
const labelsOf = (graph: HostedRoom['graph'], ids: readonly EventId[]): readonly EventLabel[] =>
  ids.flatMap((id) => graph.get(id)?.event.label ?? []);
