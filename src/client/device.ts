/**
 * One device: an actor that speaks with its homeserver only, and is one member of one MLS group. Each of its tasks is a file;
 * this one takes the inputs in and hands them on.
 */
import type { SyncItem, WelcomeMessage } from '../api/client-server.js';
import type { Message } from '../api/message.js';
import type { ActorFact } from '../facts/index.js';
import type { Actor, Input, Outbox } from '../kernel/actor.js';
import type { Answer } from '../kernel/exchange.js';
import type { LocalInstant } from '../kernel/time.js';
import { type DeviceId, mlsLabel, type NodeName, serverOfDevice } from '../names.js';
import { ENCRYPTED_TYPE } from '../room/msc4256/names.js';
import { ClaimedKeys } from './claimed-keys.js';
import { CommitMaking } from './commit-making.js';
import { CurrentBranch } from './current-branch.js';
import type { DeviceOptions } from './device-options.js';
import { type Followed, Following } from './following.js';
import { GroupChanges } from './group-changes.js';
import { inTurn } from './in-turn.js';
import type { DeviceCommand, RoomPlan } from './intents.js';
import { KeyClaims } from './key-claims.js';
import { lifetimeFrom } from './key-package-lifetime.js';
import { KeyPackages } from './key-packages.js';
import { KeyRequests } from './key-requests.js';
import { Leaving } from './leaving.js';
import { LosingBranches } from './losing-branches.js';
import { MessageReading } from './message-reading.js';
import { MessageSending } from './message-sending.js';
import { OwnCommits } from './own-commits.js';
import { ProposalMaking } from './proposal-making.js';
import { ProposalReading } from './proposal-reading.js';
import { RetainedStates } from './retained-states.js';
import { type RoomView, shownCommit } from './room-view.js';
import { Server } from './server.js';
import { SyncStream } from './sync-stream.js';
import { TakingUp } from './taking-up.js';
import type { Turn } from './turn.js';
import { Verification } from './verification.js';
import { Welcomes } from './welcomes.js';
import { Wishes } from './wishes.js';

export class Device implements Actor<NodeName, Message, DeviceCommand, ActorFact> {
  readonly states: RetainedStates;
  private readonly ownCommits: OwnCommits;
  private readonly server: Server;
  private readonly view: RoomView;
  private readonly stream: SyncStream;
  private readonly keyPackages: KeyPackages;
  private readonly following: Following;
  private readonly proposals: ProposalReading;
  private readonly losing: LosingBranches;
  private readonly sending: MessageSending;
  private readonly reading: MessageReading;
  private readonly changes: GroupChanges;
  private readonly welcomes: Welcomes;
  private readonly leaving: Leaving;
  private readonly verification: Verification;

  constructor(private readonly options: DeviceOptions) {
    const { id, mls, contents, reading, room, algorithm, names, ed25519, fingerprint, user } = options;
    const states = new RetainedStates(reading);
    const ownCommits = new OwnCommits();
    this.ownCommits = ownCommits;
    this.view = { id: room, algorithm, current: undefined, place: 'off_branch' };
    this.server = new Server(id, serverOfDevice(id));
    this.states = states;
    this.stream = new SyncStream(this.server.name);
    this.keyPackages = new KeyPackages(id, mls, this.server, algorithm, fingerprint, user);
    this.proposals = new ProposalReading(id, mls, contents, states);
    this.losing = new LosingBranches(mls, contents, states, reading, this.proposals);
    const branch = new CurrentBranch();
    this.verification = new Verification(id);
    this.following = new Following(mls, states, ownCommits, this.view, branch, reading, this.verification, this.proposals);
    this.sending = new MessageSending(id, mls, this.server, states, this.view, reading);
    this.reading = new MessageReading(id, mls, contents, states, this.losing);
    const making = new CommitMaking(id, mls, this.server, this.view, reading, names);
    const proposing = new ProposalMaking(id, mls, this.server, this.view, this.proposals);
    const takingUp = new TakingUp(id, making, states, this.view, this.verification);
    const claims = new KeyClaims(id, new KeyRequests(this.server), new ClaimedKeys(mls, algorithm, ed25519));
    const ways = { making, proposing, takingUp, claims, proposals: this.proposals };
    this.changes = new GroupChanges(id, ways, new Wishes(branch), states, ownCommits, this.view, reading, this.verification);
    this.welcomes = new Welcomes(id, mls, this.server, states, this.reading, this.view, options.welcomes, this.keyPackages);
    this.leaving = new Leaving(id, this.server, states, ownCommits, this.view, this.welcomes);
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
        this.states.restarted(turn);
        this.ownCommits.prune(this.states);
        this.changes.restarted(turn);
        this.server.exchanges.resume(turn);
        this.keyPackages.restarted(turn);
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
    if (this.states.timer(turn, name)) return this.ownCommits.prune(this.states);
    if (await this.keyPackages.timer(turn, name)) return;
    await this.changes.timer(turn, name);
  }

  private async command(turn: Turn, command: DeviceCommand): Promise<void> {
    switch (command.kind) {
      case 'start':
        this.stream.open(turn);
        return this.keyPackages.start(turn);
      case 'create_room':
        return this.createRoom(turn, command.plan);
      case 'send':
        return this.sending.send(turn, command.text);
      case 'change':
        return this.changes.want(turn, command.change);
      case 'verified':
        return this.verified(turn, command);
      case 'leave':
        return this.leaving.ask(turn);
      case 'change_first': {
        const members = new Set(this.states.current?.group.roster);
        const fits = (device: DeviceId): boolean => device !== this.options.id && members.has(device) === (command.change === 'remove');
        const found = command.candidates.find(fits);
        if (found !== undefined) await this.changes.want(turn, { kind: command.change, devices: [found] });
      }
    }
  }

  private async verified(turn: Turn, { levels, others }: DeviceCommand & { kind: 'verified' }): Promise<void> {
    this.verification.learn(levels, others);
    for (const [user, level] of others === undefined ? levels : []) turn.outbox.emit({ kind: 'user_verified', user, level });
    const followed = await this.following.verified(turn);
    if (followed.epochs.length === 0) return;
    await this.followed(turn, followed);
    await this.sending.moved(turn);
  }

  private async createRoom(turn: Turn, { id, algorithm, powers, servers, canPropose, security, members }: RoomPlan): Promise<void> {
    const group = await this.options.mls.createGroup(id, {}, lifetimeFrom(turn.now));
    const data = { federation: { powers, servers, canPropose }, security };
    this.states.enter(turn, { group, label: mlsLabel(`${this.options.id}#0`), madeBy: undefined, identified: 'proven', data }, 'creation');
    this.view.place = 'on_branch';
    const request = { kind: 'create_room', room: id, encryptionAlgorithm: algorithm } as const;
    this.server.ask(turn, `create ${id}`, request, (_reply, then) =>
      this.changes.want(then, members.length === 0 ? { kind: 'update' } : { kind: 'add', devices: members }),
    );
  }

  private readonly show = (turn: Turn, item: SyncItem): void | Promise<void> => this.shown(turn, item);

  /** Sync shows something. What follows from it is finished before the next item is taken. */
  private shown(turn: Turn, item: SyncItem): void | Promise<void> {
    switch (item.kind) {
      case 'timeline':
        if (item.event.pdu.type === ENCRYPTED_TYPE) return this.encrypted(turn, item);
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
        // What waited to be sent cannot be.
        return this.sending.moved(turn);
      case 'key_count':
        return this.keyPackages.counted(turn, item);
    }
  }

  private encrypted(turn: Turn, item: SyncItem & { kind: 'timeline' }): void | Promise<void> {
    const header = this.options.contents.mlsHeader(item.event);
    const isProposal = !('malformed' in header) && header.contentType === 'proposal';
    return isProposal ? this.proposed(turn, item) : this.reading.shown(turn, item);
  }

  private async proposed(turn: Turn, item: SyncItem & { kind: 'timeline' }): Promise<void> {
    await this.proposals.shown(turn, item);
    await this.changes.proposalShown(turn);
  }

  private async receive(turn: Turn, message: WelcomeMessage): Promise<void> {
    if (await this.welcomes.received(turn, message)) await this.welcomed(turn);
  }

  private async follow(turn: Turn, { chain, past }: SyncItem & { kind: 'current_commit' }): Promise<void> {
    const commits = chain.flatMap((event) => shownCommit(this.options.contents, event) ?? []);
    await this.followed(turn, await this.following.follow(turn, commits, past));
    if (this.welcomes.enterEarly(turn)) return this.welcomed(turn);
    if (!past) await this.sending.moved(turn);
  }

  private async welcomed(turn: Turn): Promise<void> {
    const epoch = this.states.current?.group.epoch;
    if (epoch !== undefined) {
      await this.proposals.entered(turn, epoch);
      await this.reading.entered(turn, epoch);
    }
    await this.followed(turn, await this.following.welcomed(turn));
    await this.sending.moved(turn);
  }

  private async followed(turn: Turn, followed: Followed): Promise<void> {
    for (const commit of followed.own) this.welcomes.send(turn, commit);
    for (const epoch of followed.epochs) await this.proposals.entered(turn, epoch);
    await this.changes.followed(turn, followed);
    for (const epoch of followed.epochs) await this.reading.entered(turn, epoch);
  }
}
