/** An actor in the world: with its clock, its ways to others, and the outbox that it is handed. */
import type { Message } from '../api/message.js';
import type { ActorFact } from '../facts/index.js';
import type { Actor, Input, Outbox } from '../kernel/actor.js';
import { NodeClock } from '../kernel/node-clock.js';
import { type LocalInstant, localInstant, seconds } from '../kernel/time.js';
import type { NodeName, RoomId } from '../names.js';
import type { Link } from '../network/network.js';

/** An actor with its inputs; `Command` is its own. */
export type NodeActor<Command> = Actor<NodeName, Message, Command, ActorFact>;
export type NodeInput<Command = never> = Input<NodeName, Message, Command>;

/** What an actor can ask for; time stands still while a handler runs, so it is done at once. */
export interface Effects {
  findWay(from: WorldNode, to: NodeName): Way;
  transmit(from: WorldNode, to: NodeName, message: Message): void;
  setTimer(node: WorldNode, name: string, at: LocalInstant, options: { readonly work?: boolean } | undefined): void;
  cancelTimer(node: WorldNode, name: string): void;
  emit(node: WorldNode, fact: ActorFact, room: RoomId | undefined): void;
}

/** Where a node can send something. */
export interface Way {
  readonly to: WorldNode;
  readonly link: Link;
  /** The one that was used after this one. */
  next: Way | undefined;
}

export class WorldNode implements Outbox<NodeName, Message, ActorFact> {
  /** To be changed by way of the timers only. */
  readonly clock = new NodeClock({ offset: seconds(0), drift: 0 });
  /** What has come to it while it was down. */
  held: NodeInput[] = [];
  /** What its clock shows as it handles an input, for whose length time stands still. */
  shown = localInstant(0);
  /** Because of a crash that is not over. */
  isDown = false;
  readonly #crashes = new Set<string>();
  readonly #ways = new Map<NodeName, Way>();
  #lastWay: Way | undefined;

  /** @param source under which what the node causes enters the loop */
  constructor(
    readonly name: NodeName,
    readonly actor: NodeActor<never>,
    readonly source: number,
    private readonly effects: Effects,
  ) {}

  crashed(fault: string): void {
    this.#crashes.add(fault);
    this.isDown = true;
  }

  /** Another crash may keep it down. */
  recovered(fault: string): void {
    this.#crashes.delete(fault);
    this.isDown = this.#crashes.size > 0;
  }

  /** Each way is looked up once, and followed by the same one again and again: a server tells its devices in one order. */
  wayTo(to: NodeName): Way {
    const last = this.#lastWay;
    let way = last?.next;
    if (way?.to.name !== to) {
      way = this.#ways.get(to) ?? this.effects.findWay(this, to);
      this.#ways.set(to, way);
      if (last !== undefined) last.next = way;
    }
    this.#lastWay = way;
    return way;
  }

  /** The links have changed. */
  forgetWays(): void {
    this.#ways.clear();
    this.#lastWay = undefined;
  }

  send(to: NodeName, message: Message): void {
    this.effects.transmit(this, to, message);
  }

  setTimer(name: string, at: LocalInstant, options?: { readonly work?: boolean }): void {
    this.effects.setTimer(this, name, at, options);
  }

  cancelTimer(name: string): void {
    this.effects.cancelTimer(this, name);
  }

  emit(fact: ActorFact, about?: string): void {
    this.effects.emit(this, fact, about as RoomId | undefined); // actors name rooms and nothing else
  }
}
