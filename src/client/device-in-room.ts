/** One device in one room: a member of its group, or who may come to be one. Each of its tasks is a file; this one hands them what sync shows. */
import type { SyncItem, WelcomeMessage } from '../api/client-server.js';
import type { DeviceId, RoomId } from '../names.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';
import { ENCRYPTED_TYPE } from '../room/msc4256/names.js';
import { BranchLoss } from './branch-loss.js';
import { CarriedOut } from './carried-out.js';
import { ClaimedKeys } from './claimed-keys.js';
import { CommitMaking } from './commit-making.js';
import { CurrentBranch } from './current-branch.js';
import type { DeviceOptions } from './device-options.js';
import { type Followed, Following } from './following.js';
import { GroupChanges } from './group-changes.js';
import { inTurn } from './in-turn.js';
import type { RoomCommand } from './intents.js';
import { KeyClaims } from './key-claims.js';
import type { KeyPackages } from './key-packages.js';
import { KeyRequests } from './key-requests.js';
import type { RoomItem } from './later-rooms.js';
import { Leaving } from './leaving.js';
import { LosingBranches } from './losing-branches.js';
import { MessageReading } from './message-reading.js';
import { MessageSending } from './message-sending.js';
import { OwnCommits } from './own-commits.js';
import { ProposalMaking } from './proposal-making.js';
import { ProposalReading } from './proposal-reading.js';
import { RetainedStates } from './retained-states.js';
import { RoomMaking } from './room-making.js';
import { type RoomView, type ShownCommit, shownCommit } from './room-view.js';
import type { RunningNumbers } from './running-numbers.js';
import type { Server } from './server.js';
import { TakingUp } from './taking-up.js';
import type { Turn } from './turn.js';
import type { Verification } from './verification.js';
import { Welcomes } from './welcomes.js';
import { Wishes } from './wishes.js';

/** What a device has in common in all its rooms. */
export interface InAllRooms {
  readonly verification: Verification;
  readonly keyPackages: KeyPackages;
  readonly numbers: RunningNumbers;
  /** Is told when the device has come into a room's group for the first time. */
  readonly joined: (room: RoomId) => void;
}

/** What the user wants of the room, but for leaving it for another. */
type OwnCommand = Exclude<RoomCommand, { kind: 'upgrade' }>;

export class DeviceInRoom {
  readonly states: RetainedStates;
  readonly changes: GroupChanges;
  readonly making: RoomMaking;
  private readonly contents: MlsContents;
  private readonly ownCommits = new OwnCommits();
  private readonly view: RoomView;
  private readonly commitMaking: CommitMaking;
  private readonly following: Following;
  private readonly losing: LosingBranches;
  private readonly proposals: ProposalReading;
  private readonly sending: MessageSending;
  private readonly reading: MessageReading;
  private readonly welcomes: Welcomes;
  private readonly leaving: Leaving;
  private readonly branchLoss: BranchLoss;

  constructor(
    private readonly options: DeviceOptions,
    readonly id: RoomId,
    server: Pick<Server, 'name' | 'ask'>,
    { verification, keyPackages, numbers, joined }: InAllRooms,
  ) {
    const { id: device, server: home, mls, contents, reading, algorithm, names, ed25519, invitesAgain, welcomes } = options;
    this.contents = contents;
    const states = new RetainedStates(reading, () => joined(id));
    const branch = new CurrentBranch();
    const { ownCommits } = this;
    const view: RoomView = { id, algorithm, current: undefined, place: 'off_branch' };
    this.view = view;
    this.states = states;
    this.proposals = new ProposalReading(device, mls, contents, states);
    this.losing = new LosingBranches(mls, contents, states, reading, this.proposals);
    this.following = new Following(mls, states, ownCommits, view, branch, reading, verification, this.proposals);
    this.sending = new MessageSending(device, mls, server, states, view, reading, numbers);
    this.reading = new MessageReading(device, home, mls, contents, states, this.losing);
    const making = new CommitMaking(device, mls, server, view, reading, names, numbers);
    this.commitMaking = making;
    const proposing = new ProposalMaking(device, mls, server, view, this.proposals, numbers);
    const takingUp = new TakingUp(device, making, states, view, verification, this.proposals);
    const claims = new KeyClaims(device, new KeyRequests(server), new ClaimedKeys(mls, algorithm, ed25519));
    const ways = { making, proposing, takingUp, claims, proposals: this.proposals };
    const wishes = new Wishes(new CarriedOut(branch), numbers, invitesAgain);
    this.changes = new GroupChanges(device, ways, wishes, states, ownCommits, view, reading, verification);
    this.making = new RoomMaking(device, mls, server, states, view, this.changes, numbers);
    this.welcomes = new Welcomes(device, mls, server, states, this.reading, view, welcomes, keyPackages);
    this.branchLoss = new BranchLoss(this.following, states, view, this.welcomes);
    this.leaving = new Leaving(device, server, states, ownCommits, view, this.welcomes);
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
    return this.view.place === 'on_branch' && this.isMember && this.commitMaking.way() !== undefined;
  }

  get isMember(): boolean {
    return this.states.current !== undefined;
  }

  async timer(turn: Turn, name: string): Promise<void> {
    if (this.states.timer(turn, name)) return this.ownCommits.prune(this.states);
    await this.changes.timer(turn, name);
  }

  /** After a crash. */
  restarted(turn: Turn): void {
    this.states.restarted(turn);
    this.ownCommits.prune(this.states);
    this.changes.restarted(turn);
  }

  async wanted(turn: Turn, command: OwnCommand): Promise<void> {
    switch (command.kind) {
      case 'send':
        return this.sending.send(turn, command.text);
      case 'change':
        return this.changes.want(turn, command.change);
      case 'leave':
        return this.leaving.ask(turn);
      case 'change_first': {
        const members = new Set(this.states.current?.group.roster);
        const fits = (device: DeviceId): boolean => device !== this.options.id && members.has(device) === (command.change !== 'add');
        const found = command.candidates.find(fits);
        if (found !== undefined) await this.changes.want(turn, { kind: command.change, devices: [found] });
      }
    }
  }

  /** The device's user has verified somebody: what it has declined, the device may follow now. */
  async verified(turn: Turn): Promise<void> {
    const followed = await this.following.verified(turn);
    if (followed.epochs.length === 0) return;
    await this.followed(turn, followed);
    await this.sending.moved(turn);
    this.branchLoss.review(turn);
  }

  /** Sync shows something. What follows from it is finished before the next item is taken. */
  shown(turn: Turn, item: RoomItem): void | Promise<void> {
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
        this.changes.left(turn);
        this.branchLoss.review(turn);
        // What waited to be sent cannot be.
        return this.sending.moved(turn);
    }
  }

  private encrypted(turn: Turn, item: RoomItem & { kind: 'timeline' }): void | Promise<void> {
    const header = this.contents.mlsHeader(item.event);
    const isProposal = !('malformed' in header) && header.contentType === 'proposal';
    return isProposal ? this.proposed(turn, item) : this.reading.shown(turn, item);
  }

  private async proposed(turn: Turn, item: RoomItem & { kind: 'timeline' }): Promise<void> {
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
    if (past) return;
    // Nearly always nothing waits to be sent.
    const sent = this.sending.moved(turn);
    if (sent !== undefined) await sent;
    this.branchLoss.review(turn);
  }

  private async welcomed(turn: Turn): Promise<void> {
    const epoch = this.states.current?.group.epoch;
    if (epoch !== undefined) {
      await this.proposals.entered(turn, epoch);
      await this.reading.entered(turn, epoch);
    }
    await this.followed(turn, await this.following.welcomed(turn));
    await this.sending.moved(turn);
    this.branchLoss.review(turn);
  }

  private async followed(turn: Turn, followed: Followed): Promise<void> {
    for (const commit of followed.own) this.welcomes.send(turn, commit);
    await inTurn(turn, followed.epochs, (then, epoch) => this.proposals.entered(then, epoch));
    await this.changes.followed(turn, followed);
    await inTurn(turn, followed.epochs, (then, epoch) => this.reading.entered(then, epoch));
  }
}
