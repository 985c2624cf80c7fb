/**
 * Going on with what may be a promise or not. A device reads a message for every other device that sends one, so that path takes
 * no promise where the engine makes none; the rest of a device is plain `async`.
 */
import type { Awaitable } from '../mls/engine.js';

export const whenDone = <Value, Result>(value: Awaitable<Value>, then: (value: Value) => Awaitable<Result>): Awaitable<Result> =>
  value instanceof Promise ? value.then(then) : then(value);

/** Takes each in turn, the next one when the one before is done. */
export function inTurn<Item>(items: readonly Item[], take: (item: Item) => Awaitable<void>): Awaitable<void> {
  let at = 0;
  for (const item of items) {
    at += 1;
    const unfinished = take(item);
    if (unfinished instanceof Promise) {
      const rest = items.slice(at);
      return unfinished.then(() => inTurn(rest, take));
    }
  }
}
