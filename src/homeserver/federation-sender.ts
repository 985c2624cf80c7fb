/**
 * Sends PDUs and EDUs to other servers. What is new goes out at once, each in a transaction of its own, and
 * does not wait for others under way. Once a transaction could not be carried, everything for that destination queues up
 * behind it, and is tried again, in order, every second of this server's clock until acknowledged.
 * Transactions: Matrix server-server API, "Transactions". The queues are on disk, what is under way is in memory.
 */
import { type Edu, MAX_EDUS, MAX_PDUS, type ServerRequest, type Transaction } from '../api/server-server.js';
import { RETRY_INTERVAL, type Request } from '../kernel/exchange.js';
import { SmallMap } from '../kernel/small-map.js';
import { plus } from '../kernel/time.js';
import type { ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Turn } from './turn.js';

type Load = { readonly kind: 'pdu'; readonly event: RoomEvent } | { readonly kind: 'edu'; readonly edu: Edu };

/** One thing to send; `order` is its place in the destination's queue. */
interface Item {
  readonly order: number;
  readonly load: Load;
  /** What the network is to call it. */
  readonly thing: string;
  attempts: number;
}

interface Destination {
  readonly name: ServerName;
  queued: number;
  /** Waits to be tried again; in order. */
  backlog: Item[];
  /** The transaction that works off the backlog. */
  catchingUp: string | undefined;
  timerSet: boolean;
}

/** A transaction that has been sent and not been answered. */
interface UnderWay {
  readonly destination: Destination;
  readonly items: readonly Item[];
}

const TIMER = 'send again:';

const thingOf = (load: Load): string => {
  if (load.kind === 'pdu') return `${load.event.pdu.type} ${load.event.carries ?? load.event.label}`;
  return load.edu.type === 'm.direct_to_device' ? `edu ${load.edu.messageId}` : `device list ${load.edu.list.user} ${load.edu.streamId}`;
};

export class FederationSender {
  private readonly destinations = new Map<ServerName, Destination>();
  /** By exchange. */
  private readonly underWay = new SmallMap<string, UnderWay>();
  private transactions = 0;
  /** One thing goes to many, one after another. */
  private last: { readonly load: Load; readonly thing: string } | undefined;

  constructor(private readonly self: ServerName) {}

  send(turn: Turn, to: ServerName, load: Load): void {
    const destination = this.destination(to);
    destination.queued += 1;
    if (this.last?.load !== load) this.last = { load, thing: thingOf(load) };
    const item: Item = { order: destination.queued, load, thing: this.last.thing, attempts: 0 };
    if (destination.backlog.length > 0 || destination.catchingUp !== undefined) destination.backlog.push(item);
    else this.transmit(turn, destination, [item]);
  }

  /** Says whether the exchange was a transaction of this sender. */
  answered(turn: Turn, exchange: string): boolean {
    const answered = this.underWay.get(exchange);
    if (answered === undefined) return false;
    this.underWay.delete(exchange);
    const { destination } = answered;
    if (destination.catchingUp === exchange) {
      destination.catchingUp = undefined;
      if (!destination.timerSet) this.catchUp(turn, destination);
    }
    return true;
  }

  /** The transaction, or the answer to it, could not be carried. */
  undelivered(turn: Turn, exchange: string): boolean {
    const failed = this.underWay.get(exchange);
    if (failed === undefined) return false;
    this.failed(turn, exchange, failed);
    return true;
  }

  disconnected(turn: Turn, peer: string): void {
    for (const [exchange, each] of this.underWay.entries()) if (each.destination.name === peer) this.failed(turn, exchange, each);
  }

  /** Says whether the timer was this sender's. */
  timer(turn: Turn, name: string): boolean {
    if (!name.startsWith(TIMER)) return false;
    for (const destination of this.destinations.values()) {
      if (TIMER + destination.name !== name) continue;
      destination.timerSet = false;
      this.catchUp(turn, destination);
    }
    return true;
  }

  /** After a crash: whether what was under way has arrived is not known, so it is sent again. */
  restarted(turn: Turn): void {
    for (const [, { destination, items }] of this.underWay.entries()) destination.backlog.push(...items);
    this.underWay.clear();
    for (const destination of this.destinations.values()) {
      destination.backlog.sort((a, b) => a.order - b.order);
      destination.catchingUp = undefined;
      destination.timerSet = false;
      this.catchUp(turn, destination);
    }
  }

  private destination(name: ServerName): Destination {
    const known = this.destinations.get(name);
    if (known !== undefined) return known;
    const made: Destination = { name, queued: 0, backlog: [], catchingUp: undefined, timerSet: false };
    this.destinations.set(name, made);
    return made;
  }

  private failed(turn: Turn, exchange: string, { destination, items }: UnderWay): void {
    this.underWay.delete(exchange);
    if (destination.catchingUp === exchange) destination.catchingUp = undefined;
    destination.backlog.push(...items);
    destination.backlog.sort((a, b) => a.order - b.order);
    if (destination.timerSet) return;
    destination.timerSet = true;
    turn.outbox.setTimer(TIMER + destination.name, plus(turn.now, RETRY_INTERVAL), { work: true });
  }

  /** Sends the oldest of the backlog; the rest follows when that is acknowledged. */
  private catchUp(turn: Turn, destination: Destination): void {
    if (destination.catchingUp !== undefined || destination.backlog.length === 0) return;
    let pdus = 0;
    let edus = 0;
    const fits = destination.backlog.findIndex(({ load }) => (load.kind === 'pdu' ? ++pdus > MAX_PDUS : ++edus > MAX_EDUS));
    const items = destination.backlog.splice(0, fits === -1 ? destination.backlog.length : fits);
    destination.catchingUp = this.transmit(turn, destination, items);
  }

  private transmit(turn: Turn, destination: Destination, items: readonly Item[]): string {
    this.transactions += 1;
    const exchange = `${this.self}>${destination.name}:${this.transactions}`;
    this.underWay.set(exchange, { destination, items });
    const pdus: RoomEvent[] = [];
    const edus: Edu[] = [];
    // What is regrouped with anything new is a new transaction.
    let attempt = Number.POSITIVE_INFINITY;
    for (const item of items) {
      item.attempts += 1;
      attempt = Math.min(attempt, item.attempts);
      if (item.load.kind === 'pdu') pdus.push(item.load.event);
      else edus.push(item.load.edu);
    }
    const body: Transaction = { kind: 'transaction', pdus, edus };
    const [first] = items;
    const message: Request<ServerRequest> = { kind: 'request', exchange, thing: first?.thing ?? '', attempt: first?.attempts ?? 1, body };
    turn.outbox.emit({ kind: 'transaction_sent', to: destination.name, pdus: pdus.length, edus: edus.length, attempt });
    turn.outbox.send(destination.name, message);
    return exchange;
  }
}
