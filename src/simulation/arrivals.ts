/**
 * What is on its way. A server tells many devices one thing, which often reaches all of them at one instant: then that is one
 * event of the loop, in which each takes its turn. That changes nothing, as no other event could come between them: what receivers
 * cause enters under their own sources, and what others do about that under a higher one still (`World.afterNodes`).
 */
import type { Message } from '../api/message.js';
import type { Loop } from '../kernel/loop.js';
import type { Instant } from '../kernel/time.js';
import type { NodeInput, WorldNode } from './world-node.js';

/** What one node has sent, one after another, and arrives at one instant. */
interface Group {
  readonly at: Instant;
  readonly from: WorldNode;
  /** By place, who receives it, and what. */
  readonly to: WorldNode[];
  readonly messages: Message[];
  /** How many events had been scheduled with it. */
  scheduled: number;
}

const WORK = { work: true } as const;

export class Arrivals {
  /** The one that has not begun and may still grow. */
  private last: Group | undefined;

  constructor(
    private readonly loop: Loop,
    private readonly deliver: (to: WorldNode, input: NodeInput) => void | Promise<void>,
  ) {}

  add(from: WorldNode, to: WorldNode, message: Message, at: Instant): void {
    const { last } = this;
    // What a receiver causes at that instant comes later only if its source is the higher one.
    const isLater = to.source > from.source;
    if (isLater && last?.at === at && last.from === from && last.scheduled === this.loop.eventsScheduled) {
      last.to.push(to);
      last.messages.push(message);
      return;
    }
    const group: Group = { at, from, to: [to], messages: [message], scheduled: 0 };
    this.loop.schedule(at, from.source, () => this.begin(group), WORK);
    group.scheduled = this.loop.eventsScheduled;
    this.last = isLater ? group : undefined;
  }

  private begin(group: Group): void | Promise<void> {
    if (this.last === group) this.last = undefined;
    return this.goOn(group, 0);
  }

  private goOn(group: Group, first: number): void | Promise<void> {
    const { from, to, messages } = group;
    let input: NodeInput & { readonly kind: 'message' } = { kind: 'message', from: from.name, message: messages[first] as Message };
    for (let place = first; place < to.length; place++) {
      // `place` is one of both.
      const message = messages[place] as Message;
      if (message !== input.message) input = { kind: 'message', from: from.name, message };
      const unfinished = this.deliver(to[place] as WorldNode, input);
      if (unfinished !== undefined) return this.goOnAfter(unfinished, group, place + 1);
    }
  }

  private async goOnAfter(unfinished: Promise<void>, group: Group, first: number): Promise<void> {
    await unfinished;
    await this.goOn(group, first);
  }
}
