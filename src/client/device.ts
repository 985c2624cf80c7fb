/**
 * One device: an actor that speaks with its homeserver only, and is one member of one MLS group a room. Each of its tasks is a file;
 * this one takes the inputs in and hands them on.
 */
import type { SyncItem, WelcomeMessage } from '../api/client-server.js';
import type { Message } from '../api/message.js';
import type { ActorFact } from '../facts/index.js';
import type { Actor, Input, Outbox } from '../kernel/actor.js';
import type { Answer } from '../kernel/exchange.js';
import type { LocalInstant } from '../kernel/time.js';
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, type NodeName, type RoomId, serverOfDevice } from '../names.js';
import type { Ed25519, Ed25519Key } from '../room/ed25519.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import { ENCRYPTED_TYPE, type RoomNames } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';
import { BranchLoss } from './branch-loss.js';
import { ClaimedKeys } from './claimed-keys.js';
import { CommitMaking } from './commit-making.js';
import { CurrentBranch } from './current-branch.js';
import { type Followed, Following } from './following.js';
import { GroupChanges } from './group-changes.js';
import { inTurn } from './in-turn.js';
import type { DeviceCommand, RoomCommand, UpgradePlan } from './intents.js';
import { KeyPackages } from './key-packages.js';
import { LaterRooms, roomOfItem, timerOf, turnIn } from './later-rooms.js';
import { Leaving } from './leaving.js';
import { LosingBranches } from './losing-branches.js';
import { MessageReading } from './message-reading.js';
import { MessageSending } from './message-sending.js';
import { OwnCommits } from './own-commits.js';
import { RetainedStates } from './retained-states.js';
import { RoomMaking } from './room-making.js';
import { type RoomView, type ShownCommit, shownCommit } from './room-view.js';
import { RunningNumbers } from './running-numbers.js';
import { Server } from './server.js';
import { SyncStream } from './sync-stream.js';
import type { Turn } from './turn.js';
import type { UserIdentity } from './user-identity.js';
import { Verification } from './verification.js';
import type { WelcomeBytes } from './welcome-bytes.js';
import { Welcomes } from './welcomes.js';

export interface DeviceOptions {
  readonly id: DeviceId;
  readonly mls: MlsClient;
  /** Shared with all other readers of the room's events. */
  readonly contents: MlsContents;
  /** Likewise with all devices. */
  readonly welcomes: WelcomeBytes;
  readonly reading: Reading;
  /** The room that the device may come to be in, and its `m.mls.v1.…` algorithm. */
  readonly room: RoomId;
  readonly algorithm: string;
  readonly names: RoomNames;
  /** What the keys of users and devices sign with. */
  readonly ed25519: Ed25519;
  /** The device's own key, and its user's. */
  readonly fingerprint: Ed25519Key;
  readonly user: UserIdentity;
  /** Whether the device adds again whom it had added on a branch that the room has left (H44). */
  readonly invitesAgain: boolean;
}

export class Device implements Actor<NodeName, Message, DeviceCommand, ActorFact> {
  readonly states: RetainedStates;
  private readonly ownCommits: OwnCommits;
  private readonly server: Server;
  private readonly view: RoomView;
  private readonly stream: SyncStream;
  private readonly keyPackages: KeyPackages;
  private readonly following: Following;
  private readonly losing: LosingBranches;
  private readonly sending: MessageSending;
  private readonly reading: MessageReading;
  private readonly changes: GroupChanges;
  private readonly welcomes: Welcomes;
  private readonly leaving: Leaving;
  private readonly verification: Verification;
  private readonly branchLoss: BranchLoss;
  private readonly numbers: RunningNumbers;
  private readonly roomMaking: RoomMaking;
  private readonly laterRooms: LaterRooms<Device>;

  /** @param first the same device in the scenario's own room: in later ones it has the same connection, keys and numbers */
  constructor(
    private readonly options: DeviceOptions,
    first?: Device,
  ) {
    const { id, mls, contents, reading, room, algorithm, names, ed25519, fingerprint, user } = options;
    const states = new RetainedStates(reading);
    const ownCommits = new OwnCommits();
    this.ownCommits = ownCommits;
    this.view = { id: room, algorithm, current: undefined, place: 'off_branch' };
    this.server = first?.server ?? new Server(id, serverOfDevice(id));
    const server = first === undefined ? this.server : this.server.inRoom(room);
    this.numbers = first?.numbers ?? new RunningNumbers();
    this.laterRooms = first?.laterRooms ?? new LaterRooms((later) => new Device({ ...options, room: later }, this));
    this.states = states;
    this.stream = first?.stream ?? new SyncStream(this.server.name);
    this.keyPackages = first?.keyPackages ?? new KeyPackages(id, mls, this.server, algorithm, fingerprint, user);
    this.losing = new LosingBranches(mls, contents, states, reading);
    const branch = new CurrentBranch();
    this.verification = first?.verification ?? new Verification(id);
    this.following = new Following(mls, states, ownCommits, this.view, branch, reading, this.verification);
    this.sending = new MessageSending(id, mls, server, states, this.view, reading, this.numbers);
    this.reading = new MessageReading(id, mls, contents, states, this.losing);
    const claimed = new ClaimedKeys(mls, algorithm, ed25519);
    const making = new CommitMaking(id, mls, server, this.view, reading, names, this.numbers);
    const { view, verification, numbers } = this;
    const { invitesAgain } = options;
    this.changes = new GroupChanges(
      id,
      making,
      claimed,
      server,
      states,
      ownCommits,
      view,
      branch,
      reading,
      verification,
      invitesAgain,
      numbers,
    );

    this.roomMaking = new RoomMaking(id, mls, server, states, view, this.changes, numbers);
    this.welcomes = new Welcomes(id, mls, server, states, this.reading, this.view, options.welcomes);
    this.branchLoss = new BranchLoss(this.following, states, view, this.welcomes);
    this.leaving = new Leaving(id, server, states, ownCommits, this.view, this.welcomes);
  }

  /** The room's current commit, as sync last said. */
  get currentCommit(): ShownCommit | undefined {
    return this.view.current;
  }

  /** Whether the device knows that it cannot follow that. */
  get isLost(): boolean {
    return this.branchLoss.isLost;
  }

  /** Whether it does, and may commit. */
  get mayCommit(): boolean {
    return this.changes.mayCommit;
  }

  get isMember(): boolean {
    return this.states.current !== undefined;
  }

  /** Whether its user goes on in another room. */
  get hasMoved(): boolean {
    return this.laterRooms.last !== undefined;
  }

  /** The device in the room that its user goes on in: the last one, by upgrades, whose group it is in. */
  get latest(): Device {
    return this.laterRooms.last ?? this;
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
        this.stateRestored(turn);
        for (const [id, room] of this.laterRooms.all()) room.stateRestored(turnIn(id, turn));
        this.keyPackages.restarted(turn);
        this.server.exchanges.resume(turn);
        return this.stream.restarted(turn);
      case 'command':
        return this.command(turn, input.command);
    }
  }

  private message(turn: Turn, message: Message): void | Promise<void> {
    if (message.kind === 'push') return inTurn(turn, this.stream.take(message), this.show);
    // Devices ask what clients ask, and are answered accordingly.
    if (message.kind === 'answer') return this.server.exchanges.answered(turn, message as Answer<never>);
  }

  private async timer(turn: Turn, name: string): Promise<void> {
    if (this.stream.timer(turn, name) || this.server.exchanges.timer(turn, name)) return;
    for (const [id, room] of this.laterRooms.all()) {
      const own = timerOf(id, name);
      if (own !== undefined) return room.timerInRoom(turnIn(id, turn), own);
    }
    if (await this.keyPackages.timer(turn, name)) return;
    await this.timerInRoom(turn, name);
  }

  private async timerInRoom(turn: Turn, name: string): Promise<void> {
    if (this.states.timer(turn, name)) return this.ownCommits.prune(this.states);
    await this.changes.timer(turn, name);
  }

  /** After a crash. */
  private stateRestored(turn: Turn): void {
    this.states.restarted(turn);
    this.ownCommits.prune(this.states);
    this.changes.restarted(turn);
  }

  private async command(turn: Turn, command: DeviceCommand): Promise<void> {
    switch (command.kind) {
      case 'start':
        this.stream.open(turn);
        return this.keyPackages.start(turn);
      case 'create_room':
        return this.roomMaking.make(turn, this.roomMaking.first(command.plan));
      case 'verified':
        return this.verified(turn, command);
      case 'readd':
        return this.changes.want(turn, { kind: 'readd', devices: [command.device] });
      case 'never_mind':
        return this.changes.neverMind(turn, command.device);
      default: {
        const room = this.latest;
        return room.wanted(room === this ? turn : turnIn(room.options.room, turn), command, turn);
      }
    }
  }

  /** What the user wants of the room that it is in. @param whole the turn, of no room */
  private async wanted(turn: Turn, command: RoomCommand, whole: Turn): Promise<void> {
    switch (command.kind) {
      case 'send':
        return this.sending.send(turn, command.text);
      case 'change':
        return this.changes.want(turn, command.change);
      case 'leave':
        return this.leaving.ask(turn);
      case 'upgrade':
        return this.upgrade(turn, command.plan, whole);
      case 'change_first': {
        const members = new Set(this.states.current?.group.roster);
        const fits = (device: DeviceId): boolean => device !== this.options.id && members.has(device) === (command.change !== 'add');
        const found = command.candidates.find(fits);
        if (found !== undefined) await this.changes.want(turn, { kind: command.change, devices: [found] });
      }
    }
  }

  private async verified(turn: Turn, { levels, others }: DeviceCommand & { kind: 'verified' }): Promise<void> {
    this.verification.learn(levels, others);
    for (const [user, level] of others === undefined ? levels : []) turn.outbox.emit({ kind: 'user_verified', user, level });
    await this.mayFollow(turn);
    for (const [id, room] of this.laterRooms.all()) await room.mayFollow(turnIn(id, turn));
  }

  /** What the device has declined, it may follow now. */
  private async mayFollow(turn: Turn): Promise<void> {
    const followed = await this.following.verified(turn);
    if (followed.epochs.length === 0) return;
    await this.followed(turn, followed);
    await this.sending.moved(turn);
    this.branchLoss.review(turn);
  }

  private async upgrade(turn: Turn, plan: UpgradePlan, whole: Turn): Promise<void> {
    const next = this.roomMaking.successor(turn, plan);
    if (next !== undefined) await this.laterRooms.of(plan.id).roomMaking.make(turnIn(plan.id, whole), next);
  }

  /** In the room that it is about. */
  private readonly show = (turn: Turn, item: SyncItem): void | Promise<void> => {
    const room = roomOfItem(item);
    if (room === undefined || room === this.options.room) return this.shown(turn, item);
    return this.laterRooms.of(room).shown(turnIn(room, turn), item);
  };

  /** Sync shows something. What follows from it is finished before the next item is taken. */
  private shown(turn: Turn, item: SyncItem): void | Promise<void> {
    switch (item.kind) {
      case 'timeline':
        if (item.event.pdu.type === ENCRYPTED_TYPE) return this.reading.shown(turn, item);
        if (item.event.pdu.type === this.options.names.commitType) return this.losing.shown(item.event);
        return;
      case 'current_commit':
        return this.follow(turn, item);
      case 'to_device':
        return this.receive(turn, item.message);
      case 'invite':
        return this.welcomes.invited(turn, item.room, item.via);
      case 'left':
        this.leaving.left(turn, item.room);
        this.branchLoss.review(turn);
        // What waited to be sent cannot be.
        return this.sending.moved(turn);
      case 'key_count':
        return this.keyPackages.counted(turn, item.oneTime);
    }
  }

  private async receive(turn: Turn, message: WelcomeMessage): Promise<void> {
    if (await this.welcomes.received(turn, message)) await this.welcomed(turn);
  }

  private async follow(turn: Turn, { chain, past }: SyncItem & { kind: 'current_commit' }): Promise<void> {
    const commits = chain.flatMap((event) => shownCommit(this.options.contents, event) ?? []);
    await this.followed(turn, await this.following.follow(turn, commits, past));
    if (this.welcomes.enterEarly(turn)) return this.welcomed(turn);
    if (past) return;
    await this.sending.moved(turn);
    this.branchLoss.review(turn);
  }

  private async welcomed(turn: Turn): Promise<void> {
    const epoch = this.states.current?.group.epoch;
    if (epoch !== undefined) await this.reading.entered(turn, epoch);
    await this.followed(turn, await this.following.welcomed(turn));
    await this.sending.moved(turn);
    this.branchLoss.review(turn);
  }

  private async followed(turn: Turn, followed: Followed): Promise<void> {
    for (const commit of followed.own) this.welcomes.send(turn, commit);
    await this.changes.followed(turn, followed.own);
    for (const epoch of followed.epochs) await this.reading.entered(turn, epoch);
  }
}
