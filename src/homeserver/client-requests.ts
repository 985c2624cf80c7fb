/** What a server does for its devices (Matrix client-server API; MSC4256, "Adding users to a room"). */
import type { ClaimedKeyPackage, ClientReply, ClientRequest } from '../api/client-server.js';
import { type DeviceId, type ServerName, serverOfDevice, serverOfUser, userOfDevice } from '../names.js';
import { createContent } from '../room/msc4256/event-content.js';
import { CREATE_TYPE } from '../room/msc4256/names.js';
import type { Services } from './services.js';
import type { Turn } from './turn.js';

/** Answers the device, now or when other servers have answered. */
export type Reply = (turn: Turn, reply: ClientReply) => void;

const DONE: ClientReply = { kind: 'done' };

export class ClientRequests {
  constructor(private readonly server: Services) {}

  /** `asked` names this very try of the request: what it makes the server ask of others is drawn under that. */
  handle(turn: Turn, device: DeviceId, request: ClientRequest, asked: string, reply: Reply): void {
    switch (request.kind) {
      case 'create_room':
        this.createRoom(turn, device, request);
        return reply(turn, DONE);
      case 'send_event':
        return reply(turn, this.sendEvent(turn, request));
      case 'upload_keys':
        this.server.keys.upload(device, request.oneTime, request.fallback);
        return reply(turn, DONE);
      case 'claim_keys':
        turn.outbox.emit({ kind: 'keys_claimed', by: device, from: undefined, devices: request.devices });
        return this.claimKeys(turn, asked, request.devices, reply);
      case 'send_to_device':
        return reply(turn, this.sendToDevice(turn, device, request));
      case 'invite':
        return this.invite(turn, device, asked, request, reply);
      case 'join':
        return this.join(turn, device, asked, request, reply);
    }
  }

  private createRoom(turn: Turn, device: DeviceId, request: ClientRequest & { kind: 'create_room' }): void {
    if (this.server.rooms.get(request.room) !== undefined) return;
    const room = this.server.rooms.host(request.room);
    this.server.ownEvents.publish(turn, room, {
      type: CREATE_TYPE,
      stateKey: '',
      content: createContent(request.encryptionAlgorithm, { names: room.version.names }),
      carries: undefined,
    });
    this.server.membership.join(turn, room, userOfDevice(device));
  }

  private sendEvent(turn: Turn, request: ClientRequest & { kind: 'send_event' }): ClientReply {
    const room = this.server.rooms.get(request.room);
    if (room === undefined) return { kind: 'refused', rule: 'membership', why: `the server does not take part in ${request.room}` };
    const before = room.sent.get(request.carries);
    if (before !== undefined) return before;
    const outcome = this.server.ownEvents.publish(turn, room, request);
    const reply: ClientReply = 'refused' in outcome ? { kind: 'refused', ...outcome.refused } : DONE;
    room.sent.set(request.carries, reply);
    return reply;
  }

  private sendToDevice(turn: Turn, from: DeviceId, { to, message, transaction }: ClientRequest & { kind: 'send_to_device' }): ClientReply {
    return this.server.toDevice.send(turn, { from, to, message, messageId: transaction });
  }

  private claimKeys(turn: Turn, asked: string, devices: readonly DeviceId[], reply: Reply): void {
    const claimed: ClaimedKeyPackage[] = [];
    const remote = new Map<ServerName, DeviceId[]>();
    for (const device of devices) {
      const server = serverOfDevice(device);
      if (server === this.server.name) claimed.push(...this.server.keys.claim([device], this.server.streams));
      else remote.set(server, [...(remote.get(server) ?? []), device]);
    }
    let open = remote.size;
    if (open === 0) return reply(turn, { kind: 'claimed_keys', keyPackages: claimed });
    for (const [server, theirs] of remote) {
      this.server.exchanges.ask(turn, server, asked, { kind: 'claim_keys', devices: theirs }, (answer, then) => {
        if (answer.kind === 'claimed_keys') claimed.push(...answer.keyPackages);
        open -= 1;
        if (open > 0) return;
        // In the order asked for, whichever server answered first.
        const ordered = devices.flatMap((device) => claimed.filter((each) => each.device === device));
        reply(then, { kind: 'claimed_keys', keyPackages: ordered });
      });
    }
  }

  private invite(turn: Turn, by: DeviceId, asked: string, { room, user }: ClientRequest & { kind: 'invite' }, reply: Reply): void {
    const server = serverOfUser(user);
    if (server === this.server.name) {
      this.server.membership.invite(turn, room, { user, by, via: this.server.name });
      return reply(turn, DONE);
    }
    turn.outbox.emit({ kind: 'user_invited', user, by, via: this.server.name });
    const invite = { kind: 'invite', room, user, via: this.server.name } as const;
    this.server.exchanges.ask(turn, server, asked, invite, (_answer, then) => reply(then, DONE));
  }

  private join(turn: Turn, device: DeviceId, asked: string, request: ClientRequest & { kind: 'join' }, reply: Reply): void {
    const user = userOfDevice(device);
    if (!this.server.membership.isInvited(request.room, user)) {
      const refused = { rule: 'membership', why: `${user} is not invited to ${request.room}` };
      turn.outbox.emit({ kind: 'membership_refused', user, action: 'join', ...refused });
      return reply(turn, { kind: 'refused', ...refused });
    }
    const hosted = this.server.rooms.get(request.room);
    if (hosted !== undefined) {
      this.server.membership.join(turn, hosted, user);
      return reply(turn, DONE);
    }
    this.server.rooms.beginJoining(request.room);
    // H26: the server that invited hands over the whole event graph, and every event of it is checked here like any other.
    this.server.exchanges.ask(turn, request.via, asked, { kind: 'join_room', room: request.room }, (answer, then) => {
      const staged = this.server.rooms.endJoining(request.room);
      if (answer.kind !== 'events') return reply(then, answer.kind === 'refused' ? answer : DONE);
      const room = this.server.rooms.host(request.room);
      this.server.roomEvents.receive(then, room, request.via, answer.events);
      for (const { from, events } of staged) this.server.roomEvents.receive(then, room, from, events);
      this.server.membership.join(then, room, user);
      reply(then, DONE);
    });
  }
}
