/**
 * How long a key package is good for. RFC 9420 §7.2 leaves that to the application, which has to define a longest lifetime, and
 * MSC4256 does not say. Ours live for 90 days from when they were made, and are renewed after half of that. They begin a day
 * early, so that nobody whose clock is up to a day behind the owner's refuses them; a clock that is further behind, or that has run
 * months ahead, does. Nobody's may live longer. The private part goes a day after the end, when nobody adds by it any more.
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

/** What lasted until before this instant, in seconds since the Unix epoch, is not used any more. */
export const endOfUse = (now: LocalInstant): number => secondsAt(now) - MARGIN_S;

/** Why a client whose clock shows `now` does not use a key package with this lifetime; undefined: it does. */
export function lifetimeProblem({ notBefore, notAfter }: Lifetime, now: LocalInstant): string | undefined {
  if (notAfter - notBefore > MARGIN_S + LIFETIME_S) return 'has too long a lifetime';
  if (secondsAt(now) < notBefore) return 'is not valid yet';
  return secondsAt(now) > notAfter ? 'has expired' : undefined;
}
