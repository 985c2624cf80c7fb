/** What a server does for its devices (Matrix client-server API; MSC4256, "Adding users to a room"). */
import type { ClientReply, ClientRequest } from '../api/client-server.js';
import { type DeviceId, type RoomId, userOfDevice } from '../names.js';
import { createContent } from '../room/msc4256/event-content.js';
import { CREATE_TYPE } from '../room/msc4256/names.js';
import { KeyRequests } from './key-requests.js';
import { MembershipRequests } from './membership-requests.js';
import type { EventRequest, Refusal } from './own-events.js';
import type { Reply, Services } from './services.js';
import { aboutRoom, type Turn } from './turn.js';

const DONE: ClientReply = { kind: 'done' };

export class ClientRequests {
  private readonly membership: MembershipRequests;
  private readonly keys: KeyRequests;

  constructor(private readonly server: Services) {
    this.membership = new MembershipRequests(server);
    this.keys = new KeyRequests(server);
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
        return reply(turn, this.keys.upload(turn, device, request));
      case 'list_keys':
        return reply(turn, this.keys.list(turn, device));
      case 'query_keys':
        return this.keys.query(turn, device, asked, request, reply);
      case 'claim_keys':
        return this.keys.claim(turn, device, asked, request, reply);
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
    return this.server.toDevice.send(turn, { type: 'm.direct_to_device', from, to, message, messageId: transaction });
  }
}
