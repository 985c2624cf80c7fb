/**
 * A few real homeservers on a bench: messages between them lie in a tray until the test hands them over, timers fire when the
 * test lets time pass, and their devices are the test itself. MLS bytes are well-formed and mean nothing.
 */
import type { ClientReply, ClientRequest, SyncItem } from '../../src/api/client-server.js';
import type { Message } from '../../src/api/message.js';
import type { ActorFact } from '../../src/facts/index.js';
import { Homeserver, type ServerCommand } from '../../src/homeserver/homeserver.js';
import type { HostedRoom } from '../../src/homeserver/hosted-room.js';
import { TimelineItems } from '../../src/homeserver/timeline-items.js';
import type { Input } from '../../src/kernel/actor.js';
import { type LocalInstant, localInstant } from '../../src/kernel/time.js';
import { timestampAt } from '../../src/kernel/unix-time.js';
import {
  type DeviceId,
  deviceId,
  eventLabel,
  isDevice,
  mlsLabel,
  type NodeName,
  serverName,
  serverOfDevice,
  userId,
} from '../../src/names.js';
import { signingKey } from '../../src/room/crypto.js';
import type { PduDraft, RoomEvent } from '../../src/room/event.js';
import { encodeAuthenticatedData } from '../../src/room/msc4256/authenticated-data.js';
import { mlsContent } from '../../src/room/msc4256/event-content.js';
import { BASELINE, type Reading } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import type { SigningKey } from '../../src/room/room-version.js';
import { RecordingOutbox } from '../kernel/recording-outbox.js';
import { ALGORITHM, mlsMessage, ROOM } from '../room/room-dag.js';

export interface Letter {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly message: Message;
}

export interface CommitLists {
  readonly powers: readonly string[];
  readonly servers: readonly string[];
  readonly canPropose?: readonly string[];
}

type ServerInput = Input<NodeName, Message, ServerCommand>;
type Fact<Kind extends ActorFact['kind']> = Extract<ActorFact, { kind: Kind }>;

/** The one device that each server's user has. */
export const deviceOf = (server: string): DeviceId => deviceId(`@u:${server}/1`);

export class Bench {
  readonly version;
  readonly tray: Letter[] = [];
  readonly facts: { readonly node: string; readonly fact: ActorFact }[] = [];
  /** What each device was told, in the order in which it was sent. */
  readonly told = new Map<DeviceId, Message[]>();
  /** Links that carry nothing, `a>b`. */
  readonly cut = new Set<string>();
  /** Seconds by which a server's clock is ahead. */
  readonly clockAhead = new Map<string, number>();
  private seconds = 0;
  private asked = 0;
  private built = 0;
  private readonly timers = new Map<string, Map<string, LocalInstant>>();
  private readonly timeline = new TimelineItems();
  private readonly servers = new Map<string, Homeserver>();
  private readonly keys = new Map<string, SigningKey>();

  constructor(
    readonly lists: CommitLists,
    readonly reading: Reading = BASELINE,
  ) {
    this.version = roomVersion(reading);
    for (const [at, name] of lists.servers.entries()) {
      this.keys.set(name, signingKey(serverName(name), 'ed25519:1', new Uint8Array(32).fill(at + 1)));
      const key = this.key(name);
      const verifyKeyOf = (server: string) => this.keys.get(server)?.verifyKey;
      this.servers.set(
        name,
        new Homeserver({ name: serverName(name), key, version: this.version, reading, timeline: this.timeline, verifyKeyOf }),
      );
      this.timers.set(name, new Map());
    }
  }

  /** A bench whose room is set up: the first server made it, and the users of the others have joined. */
  static withRoom(lists: CommitLists, reading?: Reading): Bench {
    const bench = new Bench(lists, reading);
    const [first = '', ...others] = lists.servers;
    for (const name of lists.servers) {
      bench.ask(deviceOf(name), { kind: 'upload_keys', oneTime: [], fallback: undefined });
      bench.give(name, { kind: 'message', from: deviceOf(name), message: { kind: 'sync', since: 0 } });
    }
    bench.ask(deviceOf(first), { kind: 'create_room', room: ROOM, encryptionAlgorithm: ALGORITHM });
    bench.commit(first, 0);
    for (const name of others) bench.inviteAndJoin(first, name);
    bench.facts.length = 0;
    return bench;
  }

  inviteAndJoin(by: string, name: string): ClientReply | undefined {
    this.ask(deviceOf(by), { kind: 'invite', room: ROOM, user: userId(`@u:${name}`) });
    return this.ask(deviceOf(name), { kind: 'join', room: ROOM, via: [serverName(by)] });
  }

  now(name: string): LocalInstant {
    return localInstant((this.seconds + (this.clockAhead.get(name) ?? 0)) * 1e6);
  }

  /** Hands a server an input and does what it asks for; what it sends to servers goes into the tray. */
  give(name: string, input: ServerInput): void {
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    this.server(name).handle(input, this.now(name), outbox);
    const timers = this.timers.get(name);
    for (const effect of outbox.drain()) {
      if (effect.kind === 'send') this.post({ from: serverName(name), to: effect.to, message: effect.message });
      else if (effect.kind === 'set_timer') timers?.set(effect.name, effect.at);
      else if (effect.kind === 'cancel_timer') timers?.delete(effect.name);
      else this.facts.push({ node: name, fact: effect.fact });
    }
  }

  /** Hands over what lies in the tray, and what comes of it, first in first out. */
  settle(): void {
    for (let letter = this.tray.shift(); letter !== undefined; letter = this.tray.shift()) this.handOver(letter);
  }

  handOver({ from, to, message }: Letter): void {
    if (!this.cut.has(`${from}>${to}`)) this.give(to, { kind: 'message', from, message });
    // Who asked notices that the answer cannot come; otherwise the sender notices.
    else if (message.kind === 'answer') this.give(to, { kind: 'undelivered', to: from, message });
    else this.give(from, { kind: 'undelivered', to, message });
  }

  /** Takes letters out of the tray, for the test to hand over itself. */
  takeOut(from: string, to: string): Letter[] {
    const taken = this.tray.filter((letter) => letter.from === from && letter.to === to);
    for (const letter of taken) this.tray.splice(this.tray.indexOf(letter), 1);
    return taken;
  }

  /** Lets time pass; timers fire when their server's clock shows their time, and the tray is emptied after each. */
  pass(seconds: number): void {
    const end = this.seconds + seconds;
    for (let next = this.nextTimer(end); next !== undefined; next = this.nextTimer(end)) {
      this.seconds = Math.max(this.seconds, next.at);
      this.timers.get(next.server)?.delete(next.name);
      this.give(next.server, { kind: 'timer', name: next.name });
      this.settle();
    }
    this.seconds = end;
  }

  /** The server lost its memory and its timers. */
  restart(name: string): void {
    this.timers.get(name)?.clear();
    this.give(name, { kind: 'restarted' });
  }

  /** A device asks its server, and everything that follows is carried out. */
  ask(device: DeviceId, body: ClientRequest): ClientReply | undefined {
    const exchange = this.tell(device, body);
    this.settle();
    const answer = this.told.get(device)?.find((message) => message.kind === 'answer' && message.exchange === exchange);
    // Servers answer devices with what clients are told.
    return answer?.kind === 'answer' ? (answer.body as ClientReply) : undefined;
  }

  /** The same, and what the server sends is left in the tray. */
  tell(device: DeviceId, body: ClientRequest): string {
    this.asked += 1;
    const exchange = `${device}:${this.asked}`;
    const message = { kind: 'request', exchange, thing: exchange, attempt: 1, body } as const;
    this.give(serverOfDevice(device), { kind: 'message', from: device, message });
    return exchange;
  }

  sendRequest(server: string, type: string, bytes: Uint8Array): ClientRequest {
    this.built += 1;
    const stateKey = type === 'm.mls.commit' ? '' : undefined;
    const carries = mlsLabel(`${deviceOf(server)}#${this.built}`);
    return { kind: 'send_event', room: ROOM, type, stateKey, content: mlsContent(ALGORITHM, bytes), carries };
  }

  commit(server: string, epoch: number, lists: CommitLists = this.lists): ClientReply | undefined {
    return this.ask(deviceOf(server), this.sendRequest(server, 'm.mls.commit', this.commitBytes(epoch, lists)));
  }

  pending(server: string, epoch: number, lists: CommitLists = this.lists): ClientReply | undefined {
    return this.ask(deviceOf(server), this.sendRequest(server, 'm.mls.pending_commit', this.commitBytes(epoch, lists)));
  }

  message(server: string, epoch: number): ClientReply | undefined {
    const bytes = mlsMessage({ epoch, contentType: 'application', body: `text ${this.built}` });
    return this.ask(deviceOf(server), this.sendRequest(server, 'm.room.encrypted', bytes));
  }

  commitBytes(
    epoch: number,
    { powers, servers, canPropose = servers }: CommitLists = this.lists,
    body = `commit ${this.built}`,
  ): Uint8Array {
    const authenticatedData = encodeAuthenticatedData({ federation: { powers, servers, canPropose } });
    return mlsMessage({ epoch, contentType: 'commit', authenticatedData, body });
  }

  /** An event that a server makes without asking itself whether it may. */
  build(origin: string, draft: Partial<PduDraft> & Pick<PduDraft, 'type' | 'content' | 'prev_events' | 'auth_events'>): RoomEvent {
    this.built += 1;
    const origin_server_ts = timestampAt(this.now(origin));
    const whole = { room_id: ROOM, origin: serverName(origin), origin_server_ts, ...draft };
    return this.version.build(whole, this.key(origin), { label: eventLabel(`${origin}!${this.built}`), carries: undefined });
  }

  /** A message event on the given events, citing the current commit at `origin`. */
  buildMessage(origin: string, epoch: number, prev: readonly RoomEvent[]): RoomEvent {
    const { create, commit } = this.room(origin).graph.currentState();
    const bytes = mlsMessage({ epoch, contentType: 'application', body: `built ${this.built}` });
    return this.build(origin, {
      type: 'm.room.encrypted',
      content: mlsContent(ALGORITHM, bytes),
      prev_events: prev.map(({ id }) => id),
      auth_events: [create, commit].flatMap((event) => event?.id ?? []),
    });
  }

  /** A transaction of `from` reaches `to`. */
  deliver(from: string, to: string, pdus: readonly RoomEvent[]): void {
    this.asked += 1;
    const body = { kind: 'transaction', pdus, edus: [] } as const;
    const message = { kind: 'request', exchange: `${from}~${this.asked}`, thing: 'test', attempt: 1, body } as const;
    this.give(to, { kind: 'message', from: serverName(from), message });
  }

  room(name: string): HostedRoom {
    const room = this.server(name).room(ROOM);
    if (room === undefined) throw new Error(`${name} does not hold the room`);
    return room;
  }

  holdsRoom(name: string): boolean {
    return this.server(name).room(ROOM) !== undefined;
  }

  /** The server's only forward extremity. */
  tip(name: string): RoomEvent {
    const [tip, ...others] = this.room(name).graph.extremities();
    if (tip === undefined || others.length > 0) throw new Error(`${name} has ${others.length + 1} extremities`);
    return tip.event;
  }

  currentCommit(name: string): RoomEvent | undefined {
    return this.room(name).graph.currentState().commit;
  }

  factsOf<Kind extends ActorFact['kind']>(kind: Kind, name?: string): Fact<Kind>[] {
    const found = this.facts.filter(({ node, fact }) => fact.kind === kind && (name === undefined || name === node));
    return found.map(({ fact }) => fact as Fact<Kind>); // by its kind
  }

  /** What sync has shown the device, in order. */
  shownTo(device: DeviceId): SyncItem[] {
    return (this.told.get(device) ?? []).flatMap((message) => (message.kind === 'push' ? message.items : []));
  }

  private post(letter: Letter): void {
    if (!isDevice(letter.to)) this.tray.push(letter);
    else this.told.set(letter.to, [...(this.told.get(letter.to) ?? []), letter.message]);
  }

  private nextTimer(end: number): { readonly server: string; readonly name: string; readonly at: number } | undefined {
    const all = [...this.timers].flatMap(([server, timers]) =>
      [...timers].map(([name, at]) => ({ server, name, at: at / 1e6 - (this.clockAhead.get(server) ?? 0) })),
    );
    return all.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }

  private server(name: string): Homeserver {
    const server = this.servers.get(name);
    if (server === undefined) throw new Error(`there is no server ${name}`);
    return server;
  }

  private key(name: string): SigningKey {
    const key = this.keys.get(name);
    if (key === undefined) throw new Error(`there is no server ${name}`);
    return key;
  }
}
