/** Everything that travels on a link, with what each kind of node asks and is told. */
import type { Answer, Request } from '../kernel/exchange.js';
import type { ClientReply, ClientRequest, SyncPush, SyncRequest } from './client-server.js';
import type { ServerReply, ServerRequest } from './server-server.js';

export type ToServer = Request<ClientRequest> | Request<ServerRequest> | SyncRequest;
export type FromServer = Answer<ClientReply> | Answer<ServerReply> | SyncPush;
export type Message = ToServer | FromServer;

/** What a transmission carries, as the network's key for its draws: the same for the same thing, whoever else is in the run. */
export function thingCarried(message: Message): string {
  switch (message.kind) {
    case 'request':
      return message.thing;
    case 'answer':
      return `answer ${message.thing}`;
    case 'sync':
      return `sync ${message.since}`;
    case 'push': {
      const first = message.items[0];
      if (first === undefined) return 'push';
      if (first.kind === 'timeline') return `push ${first.event.pdu.type} ${first.event.carries ?? first.event.label}`;
      if (first.kind === 'current_commit') return `current ${first.commit.carries ?? first.commit.label}`;
      return `push ${first.kind} ${message.from}`;
    }
  }
}

/** Which try it is to carry the thing, from 1. */
export const attemptOf = (message: Message): number => (message.kind === 'request' || message.kind === 'answer' ? message.attempt : 1);
