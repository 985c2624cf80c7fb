/** An outbox that keeps what an actor wants, in the order in which it asked, for whoever carries it out. */
import type { Outbox } from '../../src/kernel/actor.js';
import type { LocalInstant } from '../../src/kernel/time.js';

/** One thing that an actor asked for; see `Outbox` for what each means. */
export type Effect<Node extends string, Message, Fact> =
  | { readonly kind: 'send'; readonly to: Node; readonly message: Message }
  | { readonly kind: 'set_timer'; readonly name: string; readonly at: LocalInstant; readonly work: boolean }
  | { readonly kind: 'cancel_timer'; readonly name: string }
  | { readonly kind: 'emit'; readonly fact: Fact };

export class RecordingOutbox<Node extends string, Message, Fact> implements Outbox<Node, Message, Fact> {
  #effects: Effect<Node, Message, Fact>[] = [];

  /** What was asked for since the last `drain`. */
  get effects(): readonly Effect<Node, Message, Fact>[] {
    return this.#effects;
  }

  send(to: Node, message: Message): void {
    this.#effects.push({ kind: 'send', to, message });
  }

  setTimer(name: string, at: LocalInstant, options?: { readonly work?: boolean }): void {
    this.#effects.push({ kind: 'set_timer', name, at, work: options?.work === true });
  }

  cancelTimer(name: string): void {
    this.#effects.push({ kind: 'cancel_timer', name });
  }

  emit(fact: Fact): void {
    this.#effects.push({ kind: 'emit', fact });
  }

  /** Takes out what was asked for, and leaves the outbox empty. */
  drain(): readonly Effect<Node, Message, Fact>[] {
    const effects = this.#effects;
    if (effects.length > 0) this.#effects = [];
    return effects;
  }
}
