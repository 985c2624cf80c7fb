/** One handler's turn at a homeserver. */
import type { Message } from '../api/message.js';
import type { ActorFact } from '../facts/index.js';
import type { Outbox } from '../kernel/actor.js';
import type { LocalInstant } from '../kernel/time.js';
import type { NodeName } from '../names.js';

export interface Turn {
  /** What the server's clock shows. */
  readonly now: LocalInstant;
  readonly outbox: Outbox<NodeName, Message, ActorFact>;
}
