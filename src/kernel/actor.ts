/**
 * The shape of everything that acts: one input goes in, an outbox comes out. An actor knows neither network nor queue, so
 * the same homeserver serves a run, a hand-written DAG and an exhaustive search.
 */
import type { LocalInstant } from './time.js';

/** What an actor wants done once its handler has finished. `Message` and `Fact` are the house's own. */
export interface Outbox<Node extends string, Message, Fact> {
  /** Hands a message to the network. Whether and when it arrives is not the sender's to know, but for `undelivered`. */
  send(to: Node, message: Message): void;
  /**
   * Asks for a `timer` input named `name` when this node's clock shows `at`. Setting a name again moves its timer.
   * A timer with `work: true` stands for work under way: the run does not end before it has fired.
   */
  setTimer(name: string, at: LocalInstant, options?: { readonly work?: boolean }): void;
  cancelTimer(name: string): void;
  /**
   * States that something happened. The simulation stamps it with time and node, and with what it is `about` where an actor takes part
   * in several things of a kind.
   */
  emit(fact: Fact, about?: string): void;
}

/** What reaches an actor, apart from its own kind of `Command` (what a user or an operator wants of it). */
export type Input<Node extends string, Message, Command> =
  | { readonly kind: 'message'; readonly from: Node; readonly message: Message }
  /** The network could not carry `message` to `to`, and the sender notices (a refused or broken connection). */
  | { readonly kind: 'undelivered'; readonly to: Node; readonly message: Message }
  | { readonly kind: 'timer'; readonly name: string }
  /** The node comes back after a crash: memory is gone, the disk is as it was, no timer is set. */
  | { readonly kind: 'restarted' }
  /** A connection to `peer` that was open broke because one of the ends went away. */
  | { readonly kind: 'disconnected'; readonly peer: Node }
  | { readonly kind: 'command'; readonly command: Command };

/**
 * A state machine. `now` is what its own clock shows. A handler that returns a promise is awaited before the next event of
 * the whole run is taken, so everything that it asks for is in the outbox when it settles.
 */
export interface Actor<Node extends string, Message, Command, Fact> {
  handle(input: Input<Node, Message, Command>, now: LocalInstant, outbox: Outbox<Node, Message, Fact>): void | Promise<void>;
}
