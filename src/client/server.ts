/** A device's homeserver, as the device sees it: what it asks is on disk and is asked until it is answered. */
import type { ClientReply, ClientRequest } from '../api/client-server.js';
import { Exchanges } from '../kernel/exchange.js';
import type { DeviceId, NodeName, RoomId, ServerName } from '../names.js';
import { turnIn } from './later-rooms.js';
import type { Turn } from './turn.js';

export class Server {
  readonly exchanges: Exchanges<NodeName, ClientRequest, ClientReply, Turn, void | Promise<void>>;

  constructor(
    device: DeviceId,
    readonly name: ServerName,
  ) {
    this.exchanges = new Exchanges(device);
  }

  /** The same server, for what the device asks of it in another room. */
  inRoom(room: RoomId): Pick<Server, 'name' | 'ask'> {
    const { name } = this;
    return {
      name,
      ask: (turn, thing, request, then = nothing) =>
        this.ask(turn, `${thing} in ${room}`, request, (reply, raw) => then(reply, turnIn(room, raw))),
    };
  }

  /** `thing` names what is asked, for the network's draws. */
  ask(turn: Turn, thing: string, request: ClientRequest, then: (reply: ClientReply, turn: Turn) => void | Promise<void> = nothing): void {
    this.exchanges.ask(turn, this.name, thing, request, then);
  }
}

const nothing = (): void => undefined;
