/** What a server does for its devices (Matrix client-server API; MSC4256, "Adding users to a room"). */
import type { ClaimedKeyPackage, ClientReply, ClientRequest } from '../api/client-server.js';
import { type DeviceId, type RoomId, type ServerName, serverOfDevice, userOfDevice } from '../names.js';
import { createContent } from '../room/msc4256/event-content.js';
import { CREATE_TYPE } from '../room/msc4256/names.js';
import { MembershipRequests } from './membership-requests.js';
import type { EventRequest, Refusal } from './own-events.js';
import type { Reply, Services } from './services.js';
import { aboutRoom, type Turn } from './turn.js';

const DONE: ClientReply = { kind: 'done' };

export class ClientRequests {
  private readonly membership: MembershipRequests;

  constructor(private readonly server: Services) {
    this.membership = new MembershipRequests(server);
  }

  /** `asked` names this very try of the request: what it makes the server ask of others is drawn under that. */
  handle(turn: Turn, device: DeviceId, request: ClientRequest, asked: string, reply: Reply): void {
    switch (request.kind) {
      case 'create_room':
        this.createRoom(turn, device, request);
        return reply(turn, DONE);
      case 'send_event':
        return reply(turn, this.sendEvent(turn, device, request));
      case 'upload_keys':
        this.server.keys.upload(device, request.oneTime, request.fallback);
        this.server.keys.uploadIdentity(device, request);
        return reply(turn, DONE);
      case 'claim_keys':
        turn.outbox.emit({ kind: 'keys_claimed', by: device, from: undefined, devices: request.devices });
        return this.claimKeys(turn, asked, request.devices, reply);
      case 'send_to_device':
        return reply(turn, this.sendToDevice(turn, device, request));
      case 'invite':
        return this.membership.invite(turn, device, asked, request, reply);
      case 'join':
        return this.membership.join(turn, device, asked, request, reply);
      case 'leave':
        return reply(turn, this.membership.leave(turn, device, request));
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

  private sendEvent(turn: Turn, device: DeviceId, request: ClientRequest & { kind: 'send_event' }): ClientReply {
    const room = this.server.rooms.get(request.room);
    if (!room?.joined.has(userOfDevice(device))) return this.outside(turn, device, request);
    const before = room.sent.get(request.carries);
    if (before !== undefined) return before;
    const outcome = this.server.ownEvents.publish(turn, room, request);
    const reply: ClientReply = 'refused' in outcome ? { kind: 'refused', ...outcome.refused } : DONE;
    room.sent.set(request.carries, reply);
    return reply;
  }

  /** Only users in the room send to it: the one thing that a server can check of who sends. */
  private outside(turn: Turn, device: DeviceId, { room, type, carries }: EventRequest & { readonly room: RoomId }): ClientReply {
    const refused: NonNullable<Refusal> = { rule: 'membership', why: `${userOfDevice(device)} is not in ${room}` };
    aboutRoom(turn, this.server.rooms.nameOf(room)).outbox.emit({ kind: 'event_refused', type, carries, ...refused });
    return { kind: 'refused', ...refused };
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
}
