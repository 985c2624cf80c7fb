/**
 * Coming into a room (MSC4256, "Adding users to a room"): the author of an accepted commit sends Welcomes and invites; who
 * gets both joins the group with the one and the room with the other. That holds too for those whom the commit adds because
 * others have proposed it (H39): the author has the Welcome, so it is the MSC's "inviting user", and the invite comes by way of its
 * server. Whoever proposes has claimed the key package and found it to be in order.
 */
import type { WelcomeMessage } from '../api/client-server.js';
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, type Epoch, type RoomId, type ServerName, type UserId, userOfDevice } from '../names.js';
import { encodeBase64 } from '../room/base64.js';
import type { KeyPackages } from './key-packages.js';
import type { MessageReading } from './message-reading.js';
import type { OwnCommit } from './own-commits.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';
import type { WelcomeContents } from './welcome-contents.js';

export class Welcomes {
  private invitedBy: ServerName | undefined;
  /** Undefined: no Welcome has come. Otherwise the servers of the members, as the last one tells. */
  private welcomedBy: readonly ServerName[] | undefined;
  private joining = false;
  private early: HeldState | undefined;
  /** Of the states that Welcomes led to, and that the device has not kept. */
  private readonly missed = new Set<Epoch>();
  private joins = 0;

  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Pick<Server, 'name' | 'ask'>,
    private readonly states: RetainedStates,
    private readonly reading: MessageReading,
    private readonly view: RoomView,
    private readonly contents: WelcomeContents,
    private readonly keyPackages: KeyPackages,
  ) {}

  /** One of the device's own commits is accepted: those whom it adds are told. */
  send(turn: Turn, { label, welcome, added }: OwnCommit): void {
    if (welcome === undefined) return;
    const message: WelcomeMessage = { type: 'm.mls.welcome', room: this.view.id, welcome: encodeBase64(welcome, 'standard'), state: label };
    const users = new Set<UserId>();
    for (const to of added) {
      const transaction = `welcome ${label} ${to}`;
      this.server.ask(turn, transaction, { kind: 'send_to_device', to, message, transaction });
      users.add(userOfDevice(to));
    }
    for (const user of users) this.server.ask(turn, `invite ${label} ${user}`, { kind: 'invite', room: this.view.id, user });
  }

  invited(turn: Turn, room: RoomId, via: ServerName): void {
    if (room !== this.view.id) return;
    turn.outbox.emit({ kind: 'invite_shown', via });
    this.invitedBy = via;
    this.joinRoom(turn);
  }

  /** A Welcome came. Says whether it led into a group state that is the current one now. */
  async received(turn: Turn, message: WelcomeMessage): Promise<boolean> {
    const label = message.state;
    const bytes = this.contents.bytesOf(message);
    const outcome = bytes === undefined ? undefined : await this.mls.join(bytes);
    if (outcome === undefined || !outcome.ok) {
      turn.outbox.emit({ kind: 'welcome_unusable', state: label, failure: outcome?.failure ?? 'malformed' });
      return false;
    }
    const { state: group, reference } = outcome;
    turn.outbox.emit({ kind: 'welcome_opened', state: label, key_package: this.keyPackages.labelOf(reference) });
    const held: HeldState = { group, label, madeBy: undefined, identified: 'no', data: undefined };
    this.reading.joined(group.epoch);
    this.welcomedBy = this.contents.serversOf(group.roster);
    this.joinRoom(turn);
    const { current } = this.states;
    if (current !== undefined && this.view.place !== 'off_branch') {
      // The Welcome has overtaken the commits that remove the device and add it again; or it comes from another branch.
      if (group.epoch > current.group.epoch) this.early = held;
      else this.keep(turn, held);
      return false;
    }
    this.states.enter(turn, held, 'welcome');
    return true;
  }

  /** Enters the state of a Welcome that came early, once the device does not follow without it. Says whether it did. */
  enterEarly(turn: Turn): boolean {
    const { early } = this;
    if (early === undefined) return false;
    const { current } = this.states;
    if (current !== undefined && this.view.place !== 'off_branch' && current.group.epoch < early.group.epoch) return false;
    this.early = undefined;
    if (current !== undefined && this.view.place !== 'off_branch') {
      // The device has come as far without it.
      this.keep(turn, early);
      return false;
    }
    this.states.enter(turn, early, 'welcome');
    return true;
  }

  /**
   * A state of a branch that is not the current one is kept as any such state, in case that the branch comes back. Which commit made
   * it is not known, so what the current one says counts.
   */
  private keep(turn: Turn, held: HeldState): void {
    const { data } = this.view.current ?? {};
    this.states.retain(turn, held, this.states.windowSeconds(data, data));
    if (!this.states.holds(held)) this.missed.add(held.group.epoch);
  }

  /** Whether a Welcome into this epoch came, and the device has nothing of it any more. */
  hasMissed(epoch: Epoch): boolean {
    return this.missed.has(epoch) && this.states.ofEpoch(epoch).length === 0;
  }

  /** The user has left: it takes another invite and another Welcome to come back. */
  left(): void {
    this.invitedBy = undefined;
    this.welcomedBy = undefined;
    this.joining = false;
    this.early = undefined;
  }

  /** By way of the server that invited, or if that has left, of one with other members: the server that joins knows of none (H26). */
  private joinRoom(turn: Turn): void {
    const { invitedBy, welcomedBy } = this;
    if (invitedBy === undefined || welcomedBy === undefined || this.joining) return;
    this.joining = true;
    this.joins += 1;
    const others = welcomedBy.filter((server) => server !== invitedBy && server !== this.server.name);
    const request = { kind: 'join', room: this.view.id, via: [invitedBy, ...others] } as const;
    this.server.ask(turn, `join ${this.self}${this.joins > 1 ? ` ${this.joins}` : ''}`, request, (reply) => {
      if (reply.kind === 'refused') this.joining = false;
    });
  }
}
