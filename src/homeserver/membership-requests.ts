/** Coming into a room and going, as clients ask for it (MSC4256, "Membership", "Adding users to a room"). */
import type { ClientReply, ClientRequest } from '../api/client-server.js';
import { type DeviceId, type RoomId, serverOfUser, type UserId, userOfDevice } from '../names.js';
import type { Refusal } from './own-events.js';
import type { Reply, Services } from './services.js';
import { aboutRoom, type Turn } from './turn.js';

type Asked<Kind extends ClientRequest['kind']> = Extract<ClientRequest, { kind: Kind }>;

const DONE: ClientReply = { kind: 'done' };
const replyOf = (refusal: Refusal): ClientReply => (refusal === undefined ? DONE : { kind: 'refused', ...refusal });

export class MembershipRequests {
  constructor(private readonly server: Services) {}

  invite(whole: Turn, by: DeviceId, asked: string, { room, user }: Asked<'invite'>, reply: Reply): void {
    const { name, membership, exchanges, rooms } = this.server;
    const turn = aboutRoom(whole, rooms.nameOf(room));
    if (!membership.hasJoined(room, userOfDevice(by))) {
      return reply(turn, replyOf(membership.refuse(turn, user, 'invite', `${by} invites to ${room}, and is not in it`)));
    }
    const server = serverOfUser(user);
    if (server === name) return reply(turn, replyOf(membership.invite(turn, room, { user, by, via: name })));
    turn.outbox.emit({ kind: 'user_invited', user, by, via: name });
    exchanges.ask(turn, server, asked, { kind: 'invite', room, user, via: name }, (answer, then) =>
      reply(then, answer.kind === 'refused' ? answer : DONE),
    );
  }

  join(turn: Turn, device: DeviceId, asked: string, request: Asked<'join'>, reply: Reply): void {
    const { membership, rooms } = this.server;
    const user = userOfDevice(device);
    if (membership.hasJoined(request.room, user)) return reply(turn, DONE);
    if (!membership.isInvited(request.room, user)) return reply(turn, this.uninvited(turn, request.room, user));
    const hosted = rooms.get(request.room);
    if (hosted === undefined) return this.joinAsFirst(turn, user, asked, request, reply);
    membership.join(turn, hosted, user);
    return reply(turn, DONE);
  }

  leave(turn: Turn, device: DeviceId, { room }: Asked<'leave'>): ClientReply {
    return replyOf(this.server.membership.leave(turn, room, userOfDevice(device)));
  }

  /** H26: the server that invited hands over the whole event graph, and every event of it is checked here like any other. */
  private joinAsFirst(turn: Turn, user: UserId, asked: string, { room: id, via }: Asked<'join'>, reply: Reply): void {
    const { membership, rooms, exchanges, roomEvents } = this.server;
    rooms.beginJoining(id);
    exchanges.ask(turn, via, asked, { kind: 'join_room', room: id }, (answer, then) => {
      const staged = rooms.endJoining(id);
      const inRoom = aboutRoom(then, rooms.nameOf(id));
      if (answer.kind === 'refused') return reply(then, replyOf(membership.refuse(inRoom, user, 'join', answer.why, answer.rule)));
      // The user may have thought better of it meanwhile.
      if (!membership.isInvited(id, user) && !membership.hasJoined(id, user)) return reply(then, this.uninvited(then, id, user));
      const room = rooms.host(id);
      if (answer.kind === 'events') roomEvents.receive(then, room, via, answer.events);
      for (const { from, events } of staged) roomEvents.receive(then, room, from, events);
      membership.join(then, room, user);
      reply(then, DONE);
    });
  }

  private uninvited(turn: Turn, room: RoomId, user: UserId): ClientReply {
    const inRoom = aboutRoom(turn, this.server.rooms.nameOf(room));
    return replyOf(this.server.membership.refuse(inRoom, user, 'join', `${user} is not invited to ${room}`));
  }
}
