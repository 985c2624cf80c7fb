/** One handler's turn at a homeserver. */
import type { Message } from '../api/message.js';
import type { ActorFact } from '../facts/index.js';
import type { Outbox } from '../kernel/actor.js';
import type { LocalInstant } from '../kernel/time.js';
import type { NodeName, RoomId } from '../names.js';

export interface Turn {
  /** What the server's clock shows. */
  readonly now: LocalInstant;
  readonly outbox: Outbox<NodeName, Message, ActorFact>;
}

/** The same turn, with its facts told of `room`. Undefined: of the one that needs no name. */
export function aboutRoom(turn: Turn, room: RoomId | undefined): Turn {
  if (room === undefined) return turn;
  const { now, outbox } = turn;
  return {
    now,
    outbox: {
      send: (to, message) => outbox.send(to, message),
      setTimer: (name, at, options) => outbox.setTimer(name, at, options),
      cancelTimer: (name) => outbox.cancelTimer(name),
      // A transaction may carry events of several rooms.
      emit: (fact) => (fact.kind === 'transaction_sent' ? outbox.emit(fact) : outbox.emit(fact, room)),
    },
  };
}
