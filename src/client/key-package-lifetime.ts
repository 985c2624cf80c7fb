/**
 * How long a key package is good for. RFC 9420 §7.2 leaves that to the application, and MSC4256 does not say. Ours live for 90
 * days from when they were made, and are renewed after half of that. They begin a day early, so that nobody whose clock is up to
 * a day behind the owner's refuses them; a clock that is further behind, or that has run months ahead, does.
 */
import type { LocalInstant } from '../kernel/time.js';
import { minutes } from '../kernel/time.js';
import { timestampAt } from '../kernel/unix-time.js';
import type { Lifetime } from '../mls/engine.js';

const DAY_S = 24 * 60 * 60;
const LIFETIME_S = 90 * DAY_S;
const MARGIN_S = DAY_S;

export const RENEWED_AFTER = minutes(LIFETIME_S / 2 / 60);

const secondsAt = (now: LocalInstant): number => Math.floor(timestampAt(now) / 1_000);

/** Of a key package made when the owner's clock shows `now`. */
export const lifetimeFrom = (now: LocalInstant): Lifetime => ({
  notBefore: secondsAt(now) - MARGIN_S,
  notAfter: secondsAt(now) + LIFETIME_S,
});

/** Whether a clock that shows `now` lies in it. */
export function lifetimeProblem({ notBefore, notAfter }: Lifetime, now: LocalInstant): 'is not valid yet' | 'has expired' | undefined {
  if (secondsAt(now) < notBefore) return 'is not valid yet';
  return secondsAt(now) > notAfter ? 'has expired' : undefined;
}
