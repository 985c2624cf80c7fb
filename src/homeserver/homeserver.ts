/**
 * One homeserver: an actor that takes part in rooms, serves its devices and talks to other servers. Each of its duties is a
 * file; this one takes the inputs in and hands them on.
 */
import type { ClientReply, ClientRequest } from '../api/client-server.js';
import type { Message } from '../api/message.js';
import type { ServerReply, ServerRequest } from '../api/server-server.js';
import type { ActorFact } from '../facts/index.js';
import type { Actor, Input, Outbox } from '../kernel/actor.js';
import { type Answer, Exchanges, type Request } from '../kernel/exchange.js';
import type { LocalInstant } from '../kernel/time.js';
import { isDevice, type NodeName, type RoomId, type ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { Msc4256RoomVersion } from '../room/msc4256/room-version.js';
import type { SigningKey, VerifyKey } from '../room/room-version.js';
import { ClientRequests } from './client-requests.js';
import { CommitWindows, type ConversionGrounds } from './commit-windows.js';
import { DeviceLists } from './device-lists.js';
import { FederationSender } from './federation-sender.js';
import type { HostedRoom } from './hosted-room.js';
import { HostedRooms } from './hosted-rooms.js';
import { KeyServer } from './key-server.js';
import { Membership } from './membership.js';
import { OwnEvents } from './own-events.js';
import { type MissingEvents, RoomEvents } from './room-events.js';
import { ServerRequests } from './server-requests.js';
import type { Services } from './services.js';
import { SyncStreams } from './sync-streams.js';
import type { TimelineItems } from './timeline-items.js';
import { ToDevice } from './to-device.js';
import { aboutRoom, type Turn } from './turn.js';

/** What an operator can tell a server. */
export type ServerCommand =
  /** The room is set up, the workload starts. */
  | { readonly kind: 'begin' }
  /** The workload is over: no conversions of pending commits from here on. */
  | { readonly kind: 'stop_converting' };

export interface HomeserverOptions {
  readonly name: ServerName;
  readonly key: SigningKey;
  readonly version: Msc4256RoomVersion;
  readonly reading: Reading;
  /** One for all servers. */
  readonly timeline: TimelineItems;
  /** The room that the server's facts need not name. */
  readonly room?: RoomId;
  /** The keys of all servers. How a server learns them is outside what is simulated. */
  readonly verifyKeyOf: (server: ServerName) => VerifyKey | undefined;
}

export class Homeserver implements Actor<NodeName, Message, ServerCommand, ActorFact> {
  private readonly services: Services;
  private readonly windows = new Map<RoomId, CommitWindows>();
  private converting = true;
  private readonly clientRequests: ClientRequests;
  private readonly serverRequests: ServerRequests;

  constructor(private readonly options: HomeserverOptions) {
    const { name, key, version, reading, timeline, room: first, verifyKeyOf } = options;
    const streams = new SyncStreams();
    const keys = new KeyServer(streams);
    const federation = new FederationSender(name);
    const rooms = new HostedRooms(version, first);
    const deviceLists = new DeviceLists(name, reading, rooms, keys, federation);
    const review = (turn: Turn, room: HostedRoom) => this.windowsOf(room).review(turn);
    const roomEvents = new RoomEvents({
      reading,
      streams,
      timeline,
      verifyKeyOf,
      backfill: (turn, room, from, missing) => this.backfill(turn, room, from, missing),
      pendingAccepted: (turn, room, event) => this.windowsOf(room).accepted(turn, event),
      currentCommitChanged: (turn, room) => {
        deviceLists.announce(turn, room);
        review(turn, room);
      },
    });
    this.services = {
      name,
      rooms,
      keys,
      deviceLists,
      streams,
      membership: new Membership(rooms, keys, deviceLists, streams, review),
      toDevice: new ToDevice(name, keys, streams, federation, rooms),
      federation,
      exchanges: new Exchanges(name),
      roomEvents,
      ownEvents: new OwnEvents(name, key, roomEvents, federation),
    };
    this.clientRequests = new ClientRequests(this.services);
    this.serverRequests = new ServerRequests(this.services);
  }

  /** The room as this server holds it, for those who look on from outside. */
  room(id: RoomId): HostedRoom | undefined {
    return this.services.rooms.get(id);
  }

  handle(input: Input<NodeName, Message, ServerCommand>, now: LocalInstant, outbox: Outbox<NodeName, Message, ActorFact>): void {
    const turn: Turn = { now, outbox };
    this.take(turn, input);
    this.services.streams.flush(turn);
  }

  private take(turn: Turn, input: Input<NodeName, Message, ServerCommand>): void {
    const { streams, federation, exchanges } = this.services;
    switch (input.kind) {
      case 'message':
        return this.message(turn, input.from, input.message);
      case 'undelivered':
        return this.undelivered(turn, input.to, input.message);
      case 'timer':
        return this.timer(turn, input.name);
      case 'disconnected':
        if (isDevice(input.peer)) return streams.closed(input.peer);
        federation.disconnected(turn, input.peer);
        return exchanges.disconnected(turn, input.peer);
      case 'restarted':
        return this.restarted(turn);
      case 'command':
        return this.command(turn, input.command);
    }
  }

  private command(turn: Turn, { kind }: ServerCommand): void {
    switch (kind) {
      case 'begin':
        return this.services.toDevice.enforceLimit();
      case 'stop_converting':
        this.converting = false;
        for (const windows of this.windows.values()) windows.review(turn);
    }
  }

  private message(turn: Turn, from: NodeName, message: Message): void {
    switch (message.kind) {
      case 'sync':
        if (isDevice(from)) this.services.streams.opened(from, message.since);
        return;
      case 'request':
        return this.request(turn, from, message);
      case 'answer':
        if (this.services.federation.answered(turn, message.exchange)) return;
        // Only servers are asked, so only they answer.
        this.services.exchanges.answered(turn, message as Answer<ServerReply>);
        return;
      case 'push':
        return;
    }
  }

  private request(turn: Turn, from: NodeName, { exchange, thing, attempt, body }: Request<ClientRequest> | Request<ServerRequest>): void {
    const answer = (then: Turn, reply: ClientReply | ServerReply): void =>
      then.outbox.send(from, { kind: 'answer', exchange, thing, attempt, body: reply } as Answer<ClientReply> | Answer<ServerReply>);
    // Who asks tells which of the two interfaces a request belongs to.
    if (isDevice(from)) this.clientRequests.handle(turn, from, body as ClientRequest, `${thing} for ${from} ${attempt}`, answer);
    else answer(turn, this.serverRequests.handle(turn, from, body as ServerRequest));
  }

  private undelivered(turn: Turn, to: NodeName, message: Message): void {
    if (message.kind === 'push' && isDevice(to)) this.services.streams.closed(to);
    if (message.kind !== 'request' && message.kind !== 'answer') return;
    if (this.services.federation.undelivered(turn, message.exchange)) return;
    this.services.exchanges.undelivered(turn, message.exchange);
  }

  private timer(turn: Turn, name: string): void {
    if (this.services.federation.timer(turn, name) || this.services.exchanges.timer(turn, name)) return;
    for (const windows of this.windows.values()) if (windows.timer(turn, name)) return;
  }

  private restarted(turn: Turn): void {
    this.services.streams.restarted();
    this.services.exchanges.forget();
    this.services.federation.restarted(turn);
    for (const room of this.services.rooms.all()) this.services.roomEvents.restarted(turn, room);
    for (const windows of this.windows.values()) windows.review(turn);
  }

  private windowsOf(room: HostedRoom): CommitWindows {
    const known = this.windows.get(room.id);
    if (known !== undefined) return known;
    const { name, reading } = this.options;
    const convert = (turn: Turn, pending: RoomEvent, grounds: ConversionGrounds) => this.convert(turn, room, pending, grounds);
    const mayConvert = () => this.converting && this.services.rooms.takesPartIn(room);
    const windows = new CommitWindows(name, reading, room, mayConvert, convert);
    this.windows.set(room.id, windows);
    return windows;
  }

  private convert(turn: Turn, room: HostedRoom, pending: RoomEvent, { powerIndex, decidedByEventId }: ConversionGrounds): void {
    const outcome = this.services.ownEvents.publish(turn, room, {
      type: room.version.names.commitType,
      stateKey: '',
      content: pending.pdu.content,
      carries: pending.carries,
    });
    if ('refused' in outcome) return;
    const { label: event, carries: commit } = outcome.event;
    aboutRoom(turn, room.name).outbox.emit({
      kind: 'pending_converted',
      pending: pending.label,
      event,
      commit,
      power_index: powerIndex,
      decided_by_event_id: decidedByEventId,
    });
  }

  private backfill(turn: Turn, room: HostedRoom, from: ServerName, { ids, referredToBy }: MissingEvents): void {
    aboutRoom(turn, room.name).outbox.emit({ kind: 'backfill_requested', from, events: ids.length });
    const thing = `backfill ${referredToBy.pdu.type} ${referredToBy.carries ?? referredToBy.label}`;
    this.services.exchanges.ask(turn, from, thing, { kind: 'get_events', room: room.id, ids }, (answer, then) => {
      if (answer.kind !== 'events' || !this.services.rooms.takesPartIn(room)) return;
      this.services.roomEvents.receive(then, room, from, answer.events);
    });
  }
}
