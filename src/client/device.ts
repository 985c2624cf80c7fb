/**
 * One device: an actor that speaks with its homeserver only. It has one connection and one set of keys, and is in the scenario's own room
 * and in those that take its place; this file takes the inputs in and hands them on.
 */
import type { SyncItem } from '../api/client-server.js';
import type { Message } from '../api/message.js';
import type { ActorFact } from '../facts/index.js';
import type { Actor, Input, Outbox } from '../kernel/actor.js';
import type { Answer } from '../kernel/exchange.js';
import type { LocalInstant } from '../kernel/time.js';
import type { NodeName } from '../names.js';
import { DeviceInRoom, type InAllRooms } from './device-in-room.js';
import type { DeviceOptions } from './device-options.js';
import { inTurn } from './in-turn.js';
import type { DeviceCommand, UpgradePlan } from './intents.js';
import { KeyPackages } from './key-packages.js';
import { LaterRooms, roomOfItem, timerOf, turnIn } from './later-rooms.js';
import type { RetainedStates } from './retained-states.js';
import type { ShownCommit } from './room-view.js';
import { RunningNumbers } from './running-numbers.js';
import { Server } from './server.js';
import { SyncStream } from './sync-stream.js';
import type { Turn } from './turn.js';
import { Verification } from './verification.js';

export class Device implements Actor<NodeName, Message, DeviceCommand, ActorFact> {
  private readonly server: Server;
  private readonly stream: SyncStream;
  private readonly keyPackages: KeyPackages;
  private readonly verification: Verification;
  /** The device in the scenario's own room. */
  private readonly room: DeviceInRoom;
  private readonly laterRooms: LaterRooms<DeviceInRoom>;

  constructor(options: DeviceOptions) {
    const { id, server: home, mls, room, algorithm, fingerprint, user } = options;
    const server = new Server(id, home);
    this.server = server;
    this.stream = new SyncStream(server.name);
    this.keyPackages = new KeyPackages(id, mls, server, algorithm, fingerprint, user);
    this.verification = new Verification(id);
    const inAllRooms: InAllRooms = {
      verification: this.verification,
      keyPackages: this.keyPackages,
      numbers: new RunningNumbers(),
      joined: (id) => this.laterRooms.joined(id),
    };
    this.room = new DeviceInRoom(options, room, server, inAllRooms);
    this.laterRooms = new LaterRooms((later) => new DeviceInRoom(options, later, server.inRoom(later), inAllRooms));
  }

  /** Those that it holds in the scenario's own room. */
  get states(): RetainedStates {
    return this.room.states;
  }

  /** That room's current commit, as sync last said. */
  get currentCommit(): ShownCommit | undefined {
    return this.room.currentCommit;
  }

  /** Whether the device knows that it cannot follow that. */
  get isLost(): boolean {
    return this.room.isLost;
  }

  /** Whether it does, and may commit. */
  get mayCommit(): boolean {
    return this.room.mayCommit;
  }

  /** Whether its user goes on in another room. */
  get hasMoved(): boolean {
    return this.latest !== this.room;
  }

  /** The device in the room that its user goes on in: of those made by upgrades the last one whose group it has come into. */
  get latest(): DeviceInRoom {
    return this.laterRooms.last ?? this.room;
  }

  handle(
    input: Input<NodeName, Message, DeviceCommand>,
    now: LocalInstant,
    outbox: Outbox<NodeName, Message, ActorFact>,
  ): void | Promise<void> {
    const turn: Turn = { now, outbox };
    switch (input.kind) {
      case 'message':
        return this.message(turn, input.message);
      case 'undelivered':
        if (input.message.kind === 'sync') return this.stream.broken(turn);
        if (input.message.kind === 'request' || input.message.kind === 'answer') {
          this.server.exchanges.undelivered(turn, input.message.exchange);
        }
        return;
      case 'timer':
        return this.timer(turn, input.name);
      case 'disconnected':
        this.stream.broken(turn);
        return this.server.exchanges.disconnected(turn, input.peer);
      case 'restarted':
        this.room.restarted(turn);
        for (const later of this.laterRooms.all()) later.restarted(turnIn(later.id, turn));
        this.server.exchanges.resume(turn);
        this.keyPackages.restarted(turn);
        return this.stream.restarted(turn);
      case 'command':
        return this.command(turn, input.command);
    }
  }

  private message(turn: Turn, message: Message): void | Promise<void> {
    if (message.kind === 'push') return this.showAll(turn, this.stream.take(message));
    // Devices ask what clients ask, and are answered accordingly.
    if (message.kind === 'answer') return this.server.exchanges.answered(turn, message as Answer<never>);
  }

  private async timer(turn: Turn, name: string): Promise<void> {
    if (this.stream.timer(turn, name) || this.server.exchanges.timer(turn, name)) return;
    for (const later of this.laterRooms.all()) {
      const own = timerOf(later.id, name);
      if (own !== undefined) return later.timer(turnIn(later.id, turn), own);
    }
    if (await this.keyPackages.timer(turn, name)) return;
    await this.room.timer(turn, name);
  }

  private async command(turn: Turn, command: DeviceCommand): Promise<void> {
    const { making, changes } = this.room;
    switch (command.kind) {
      case 'start':
        this.stream.open(turn);
        return this.keyPackages.start(turn);
      case 'create_room':
        return making.make(turn, making.first(command.plan));
      case 'verified':
        return this.verified(turn, command);
      case 'readd':
        return changes.want(turn, { kind: 'readd', devices: [command.device] });
      case 'never_mind':
        return changes.neverMind(turn, command.device);
      case 'upgrade':
        return this.upgrade(turn, command.plan);
      default:
        return this.latest.wanted(this.turnOf(this.latest, turn), command);
    }
  }

  private async verified(turn: Turn, { levels, others }: DeviceCommand & { kind: 'verified' }): Promise<void> {
    this.verification.learn(levels, others);
    for (const [user, level] of others === undefined ? levels : []) turn.outbox.emit({ kind: 'user_verified', user, level });
    for (const room of [this.room, ...this.laterRooms.all()]) await room.verified(this.turnOf(room, turn));
  }

  private async upgrade(turn: Turn, plan: UpgradePlan): Promise<void> {
    const next = this.latest.making.successor(this.turnOf(this.latest, turn), plan);
    if (next !== undefined) await this.laterRooms.of(plan.id).making.make(turnIn(plan.id, turn), next);
  }

  /** The scenario's own room needs no name. */
  private turnOf(room: DeviceInRoom, turn: Turn): Turn {
    return room === this.room ? turn : turnIn(room.id, turn);
  }

  /** Nearly always it is one thing. */
  private showAll(turn: Turn, items: readonly SyncItem[]): void | Promise<void> {
    const first = items[0];
    return items.length === 1 && first !== undefined ? this.show(turn, first) : this.showEach(turn, items);
  }

  private showEach(turn: Turn, items: readonly SyncItem[]): void | Promise<void> {
    return inTurn(turn, items, (then, item) => this.show(then, item));
  }

  /** Sync shows something, of a room or of none. */
  private show(turn: Turn, item: SyncItem): void | Promise<void> {
    if (item.kind === 'key_count') return this.keyPackages.counted(turn, item);
    const id = roomOfItem(item);
    return id === this.room.id ? this.room.shown(turn, item) : this.laterRooms.of(id).shown(turnIn(id, turn), item);
  }
}
