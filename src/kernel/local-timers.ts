/**
 * Timers on the nodes' own clocks. A timer set for a local time fires when that node's clock shows it, however the clock is
 * changed meanwhile; a step over it fires it at once. A node has one timer of a name: setting it again moves it.
 */
import type { ScheduledEvent } from './event-queue.js';
import { InvariantError } from './invariant-error.js';
import type { Loop, ScheduleOptions } from './loop.js';
import type { ClockChange, NodeClock } from './node-clock.js';
import type { LocalInstant } from './time.js';

interface Timer {
  readonly name: string;
  readonly at: LocalInstant;
  readonly options: ScheduleOptions | undefined;
  event: ScheduledEvent;
}

interface TimedNode {
  readonly source: number;
  readonly clock: NodeClock;
  readonly timers: Map<string, Timer>;
}

export class LocalTimers<Node extends string> {
  readonly #nodes = new Map<Node, TimedNode>();
  readonly #loop: Loop;
  readonly #fire: (node: Node, name: string) => void | Promise<void>;

  /** @param fire called when a timer fires; the timer is gone by then, so it may be set again. */
  constructor(loop: Loop, fire: (node: Node, name: string) => void | Promise<void>) {
    this.#loop = loop;
    this.#fire = fire;
  }

  /**
   * @param source under which the node's timers enter the loop.
   * @param clock from now on changed only by `changeClock`.
   */
  addNode(node: Node, source: number, clock: NodeClock): void {
    if (this.#nodes.has(node)) throw new InvariantError(`${node} has timers already`);
    this.#nodes.set(node, { source, clock, timers: new Map() });
  }

  /** What the node's clock shows now. */
  now(node: Node): LocalInstant {
    return this.#node(node).clock.localAt(this.#loop.now);
  }

  /** Sets the node's timer `name`, or moves it. It fires at once, after what is due now, if the clock shows `at` already. */
  set(node: Node, name: string, at: LocalInstant, options?: ScheduleOptions): void {
    this.cancel(node, name);
    const timed = this.#node(node);
    timed.timers.set(name, { name, at, options, event: this.#schedule(node, timed, name, at, options) });
  }

  /** Whether there was such a timer. */
  cancel(node: Node, name: string): boolean {
    const { timers } = this.#node(node);
    const timer = timers.get(name);
    if (timer === undefined) return false;
    timers.delete(name);
    return this.#loop.cancel(timer.event);
  }

  /** Cancels all timers of a node: it crashed. */
  clear(node: Node): void {
    const { timers } = this.#node(node);
    for (const timer of timers.values()) this.#loop.cancel(timer.event);
    timers.clear();
  }

  /** Changes the node's clock now, and with it when its timers fire: those that it stepped over at once, earliest first. */
  changeClock(node: Node, change: ClockChange): void {
    const timed = this.#node(node);
    timed.clock.change(this.#loop.now, change);
    for (const timer of [...timed.timers.values()].sort((a, b) => a.at - b.at)) {
      this.#loop.cancel(timer.event);
      timer.event = this.#schedule(node, timed, timer.name, timer.at, timer.options);
    }
  }

  #schedule(node: Node, timed: TimedNode, name: string, at: LocalInstant, options: ScheduleOptions | undefined): ScheduledEvent {
    const when = timed.clock.instantWhenShown(at, this.#loop.now);
    return this.#loop.schedule(
      when,
      timed.source,
      () => {
        timed.timers.delete(name);
        return this.#fire(node, name);
      },
      options,
    );
  }

  #node(node: Node): TimedNode {
    const timed = this.#nodes.get(node);
    if (timed === undefined) throw new InvariantError(`${node} has no clock`);
    return timed;
  }
}
