/**
 * Requests and answers over transmissions that can fail. A request that could not be carried, whose answer could not be
 * carried, or whose peer went away, is asked again, in order per peer, every second of the asker's own clock until an
 * answer comes. The other end may see it more than once, so requests are idempotent.
 */
import { SmallMap } from './small-map.js';
import { type Duration, type LocalInstant, plus, seconds } from './time.js';

export interface Request<Body> {
  readonly kind: 'request';
  /** Names the exchange for both ends; the same when asked again. */
  readonly exchange: string;
  /** What is carried: the key under which the network draws latency and loss. */
  readonly thing: string;
  /** From 1. */
  readonly attempt: number;
  readonly body: Body;
}

export interface Answer<Body> {
  readonly kind: 'answer';
  readonly exchange: string;
  readonly thing: string;
  /** That of the request. */
  readonly attempt: number;
  readonly body: Body;
}

/** How long a node waits before it tries again what could not be carried, on its own clock. */
export const RETRY_INTERVAL: Duration = seconds(1);

/** What an exchange needs of one handler's turn. */
interface AskingTurn<Node extends string, Body> {
  readonly now: LocalInstant;
  readonly outbox: {
    send(to: Node, message: Request<Body>): void;
    setTimer(name: string, at: LocalInstant, options: { readonly work: boolean }): void;
  };
}

interface Asked<Node, Body, Reply, Turn, Done> {
  readonly to: Node;
  readonly thing: string;
  readonly body: Body;
  readonly then: (reply: Reply, turn: Turn) => Done;
  attempt: number;
  failed: boolean;
}

const TIMER = 'ask again:';

/**
 * The exchanges that one node has open. `Body` is what it asks, `Reply` what it is told, `Done` what taking an answer gives: a
 * promise, for a node whose handlers are asynchronous.
 */
export class Exchanges<Node extends string, Body, Reply, Turn extends AskingTurn<Node, Body>, Done extends void | Promise<void> = void> {
  private readonly open = new SmallMap<string, Asked<Node, Body, Reply, Turn, Done>>();
  private readonly waiting = new Set<Node>();
  private count = 0;

  constructor(private readonly self: Node) {}

  /** Asks. `then` is run once, with the answer, in the turn in which it comes. */
  ask(turn: Turn, to: Node, thing: string, body: Body, then: (reply: Reply, turn: Turn) => Done): void {
    this.count += 1;
    const exchange = `${this.self}:${this.count}`;
    const asked = { to, thing, body, then, attempt: 0, failed: false };
    this.open.set(exchange, asked);
    this.attempt(turn, exchange, asked);
  }

  /** Takes an answer. One that came before is ignored. */
  answered(turn: Turn, answer: Answer<Reply>): Done | undefined {
    const asked = this.open.get(answer.exchange);
    if (asked === undefined) return undefined;
    this.open.delete(answer.exchange);
    return asked.then(answer.body, turn);
  }

  /** The request, or the answer to it, could not be carried. */
  undelivered(turn: Turn, exchange: string): void {
    const asked = this.open.get(exchange);
    if (asked === undefined) return;
    asked.failed = true;
    this.askAgainLater(turn, asked.to);
  }

  /** The connection to `peer` broke, so none of its answers will come. */
  disconnected(turn: Turn, peer: Node): void {
    for (const [exchange, asked] of this.open.entries()) if (asked.to === peer) this.undelivered(turn, exchange);
  }

  /** Says whether the timer was one of these exchanges'. */
  timer(turn: Turn, name: string): boolean {
    if (!name.startsWith(TIMER)) return false;
    // The name was made from a peer's, below.
    const peer = name.slice(TIMER.length) as Node;
    this.waiting.delete(peer);
    for (const [exchange, asked] of this.open.entries()) if (asked.to === peer && asked.failed) this.attempt(turn, exchange, asked);
    return true;
  }

  /** After a crash of a node that keeps its exchanges on disk: all are asked again. */
  resume(turn: Turn): void {
    this.waiting.clear();
    for (const [exchange, asked] of this.open.entries()) this.attempt(turn, exchange, asked);
  }

  /** After a crash of a node that kept them in memory. */
  forget(): void {
    this.waiting.clear();
    this.open.clear();
  }

  private attempt(turn: Turn, exchange: string, asked: Asked<Node, Body, Reply, Turn, Done>): void {
    asked.attempt += 1;
    asked.failed = false;
    turn.outbox.send(asked.to, { kind: 'request', exchange, thing: asked.thing, attempt: asked.attempt, body: asked.body });
  }

  private askAgainLater(turn: Turn, peer: Node): void {
    if (this.waiting.has(peer)) return;
    this.waiting.add(peer);
    turn.outbox.setTimer(TIMER + peer, plus(turn.now, RETRY_INTERVAL), { work: true });
  }
}
