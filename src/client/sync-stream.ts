/**
 * The device's end of sync: takes the items in the server's order, each once, and opens the stream again, every second of the
 * device's clock, for as long as its server cannot be reached. Nothing is left out after a gap (H46). The position is on disk.
 */
import type { SyncItem, SyncPush } from '../api/client-server.js';
import { RETRY_INTERVAL } from '../kernel/exchange.js';
import { plus } from '../kernel/time.js';
import type { ServerName } from '../names.js';
import type { Turn } from './turn.js';

const TIMER = 'sync again';
const NONE: readonly SyncPush[] = [];

export class SyncStream {
  /** The position of the next item to take. */
  private next = 0;
  /** Pushes that overtook earlier ones, by their first position. */
  private early: readonly SyncPush[] = NONE;
  private timerSet = false;

  constructor(private readonly server: ServerName) {}

  open(turn: Turn): void {
    turn.outbox.send(this.server, { kind: 'sync', since: this.next });
  }

  /** The stream broke, or could not be opened. */
  broken(turn: Turn): void {
    if (this.timerSet) return;
    this.timerSet = true;
    turn.outbox.setTimer(TIMER, plus(turn.now, RETRY_INTERVAL), { work: true });
  }

  /** Says whether the timer was this stream's. */
  timer(turn: Turn, name: string): boolean {
    if (name !== TIMER) return false;
    this.timerSet = false;
    this.open(turn);
    return true;
  }

  /** After a crash: what was pushed meanwhile and not taken is asked for again. */
  restarted(turn: Turn): void {
    this.early = NONE;
    this.timerSet = false;
    this.open(turn);
  }

  /** The items that can be taken now. */
  take(push: SyncPush): readonly SyncItem[] {
    if (this.early === NONE && push.from === this.next) {
      this.next += push.items.length;
      return push.items;
    }
    this.early = [...this.early, push];
    const items: SyncItem[] = [];
    for (let found = this.ready(); found !== undefined; found = this.ready()) {
      items.push(...found.items.slice(this.next - found.from));
      this.next = found.from + found.items.length;
    }
    const still = this.early.filter(({ from, items: { length } }) => from + length > this.next);
    this.early = still.length === 0 ? NONE : still;
    return items;
  }

  private ready(): SyncPush | undefined {
    return this.early.find(({ from, items }) => from <= this.next && from + items.length > this.next);
  }
}
