/**
 * Virtual time in integer microseconds. Two scales that must not be mixed: the simulator's own time, and what the clock
 * of one node shows. Time zero of both is when the workload starts; setting up happens before it, at negative times.
 */

declare const scale: unique symbol;

/** A point of the simulator's time, in µs since time zero. */
export type Instant = number & { readonly [scale]: 'Instant' };
/** What one node's clock shows, in µs since time zero as that clock tells it. */
export type LocalInstant = number & { readonly [scale]: 'LocalInstant' };
/** A length of time in µs, on whichever scale it is added to. */
export type Duration = number & { readonly [scale]: 'Duration' };

export const instant = (microseconds: number): Instant => Math.round(microseconds) as Instant;
export const localInstant = (microseconds: number): LocalInstant => Math.round(microseconds) as LocalInstant;
export const microseconds = (count: number): Duration => Math.round(count) as Duration;
export const milliseconds = (count: number): Duration => Math.round(count * 1_000) as Duration;
export const seconds = (count: number): Duration => Math.round(count * 1_000_000) as Duration;
export const minutes = (count: number): Duration => seconds(count * 60);

/** `at` moved by `by`, on its own scale. */
export const plus = <T extends Instant | LocalInstant | Duration>(at: T, by: Duration): T => (at + by) as T;
/** The time from `from` to `to`, both on one scale. */
export const between = <T extends Instant | LocalInstant>(from: T, to: T): Duration => (to - from) as Duration;
export const inMilliseconds = (length: Instant | LocalInstant | Duration): number => length / 1_000;
