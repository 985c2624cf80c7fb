/** Everything that travels on a link, with what each kind of node asks and is told. */
import type { Answer, Request } from '../kernel/exchange.js';
import type { RoomEvent } from '../room/event.js';
import type { ClientReply, ClientRequest, SyncItem, SyncPush, SyncRequest } from './client-server.js';
import type { ServerReply, ServerRequest } from './server-server.js';

export type ToServer = Request<ClientRequest> | Request<ServerRequest> | SyncRequest;
export type FromServer = Answer<ClientReply> | Answer<ServerReply> | SyncPush;
export type Message = ToServer | FromServer;

/**
 * What transmissions carry, as the network's key for its draws: the same for the same thing, whoever else is in the run. A server
 * pushes one thing to all its devices, one after another, and many answer one thing, so the last name made is often the next.
 */
export class ThingsCarried {
  #request = '';
  #answer = '';
  #item: SyncItem | undefined;
  #name = '';

  by(message: Message): string {
    switch (message.kind) {
      case 'request':
        return message.thing;
      case 'answer':
        return this.#answered(message.thing);
      case 'sync':
        return `sync ${message.since}`;
      case 'push':
        return this.#pushed(message);
    }
  }

  #answered(request: string): string {
    if (request === this.#request) return this.#answer;
    this.#request = request;
    this.#answer = `answer ${request}`;
    return this.#answer;
  }

  #pushed({ from, items: [first] }: SyncPush): string {
    if (first === undefined) return 'push';
    if (first.kind !== 'timeline' && first.kind !== 'current_commit') return `push ${first.kind} ${from}`;
    if (first === this.#item) return this.#name;
    this.#item = first;
    this.#name = first.kind === 'timeline' ? `push ${first.event.pdu.type} ${nameOf(first.event)}` : `current ${nameOf(first.commit)}`;
    return this.#name;
  }
}

const nameOf = ({ carries, label }: RoomEvent): string => carries ?? label;

/** Which try it is to carry the thing, from 1. */
export const attemptOf = (message: Message): number => (message.kind === 'request' || message.kind === 'answer' ? message.attempt : 1);
