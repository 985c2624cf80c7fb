/**
 * Going on with what may be a promise or not. A device reads a message for every other device that sends one, so that path takes
 * no promise where the engine makes none; the rest of a device is plain `async`.
 */
import type { Awaitable } from '../mls/engine.js';

type Take<Context, Item> = (context: Context, item: Item) => Awaitable<void>;

/** Takes each in turn, from the one at `first` on, the next one when the one before is done. */
export function inTurn<Context, Item>(context: Context, items: readonly Item[], take: Take<Context, Item>, first = 0): Awaitable<void> {
  for (let at = first; at < items.length; at++) {
    const unfinished = take(context, items[at] as Item); // `at` is one of its places
    if (unfinished instanceof Promise) return restAfter(unfinished, context, items, take, at + 1);
  }
}

/** A function of its own, as what a closure holds is put into memory on every way through the function that could make one. */
async function restAfter<Context, Item>(
  unfinished: Promise<void>,
  context: Context,
  items: readonly Item[],
  take: Take<Context, Item>,
  first: number,
): Promise<void> {
  await unfinished;
  await inTurn(context, items, take, first);
}
