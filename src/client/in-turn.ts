/**
 * Going on with what may be a promise or not. A device reads a message for every other device that sends one, so that path takes
 * no promise where the engine makes none; the rest of a device is plain `async`.
 */
import type { Awaitable } from '../mls/engine.js';

/** Takes each in turn, from the one at `first` on, the next one when the one before is done. */
export function inTurn<Context, Item>(
  context: Context,
  items: readonly Item[],
  take: (context: Context, item: Item) => Awaitable<void>,
  first = 0,
): Awaitable<void> {
  for (let at = first; at < items.length; at++) {
    const unfinished = take(context, items[at] as Item); // `at` is one of its places
    if (unfinished instanceof Promise) return unfinished.then(() => inTurn(context, items, take, at + 1));
  }
}
