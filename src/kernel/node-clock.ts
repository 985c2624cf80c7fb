/**
 * What one node's clock shows. It runs at a rate of its own from time zero, where it shows its offset, and can be stepped or
 * made to drift otherwise. Both directions are whole microseconds and agree: `instantWhenShown` gives exactly the first
 * instant at which `localAt` shows the time.
 */
import { InvariantError } from './invariant-error.js';
import { type Duration, type Instant, instant, type LocalInstant, localInstant } from './time.js';

export interface ClockSetting {
  /** What the clock shows at time zero. */
  readonly offset: Duration;
  /** Parts per million by which it runs fast; negative where it runs slow. Need not be whole. */
  readonly drift: number;
}

export type ClockChange =
  /** Forward, or back if negative. */
  { readonly kind: 'step'; readonly by: Duration } | { readonly kind: 'drift'; readonly drift: number };

/** In ppm. With less than half the true rate, rounding could make a clock go back. Real ones stay within 500 ppm (RFC 5905, MAXFREQ). */
export const DRIFT_MAX = 500_000;

/** A span of constant rate, from one change to the next. */
interface Segment {
  /** The first instant of the span. */
  readonly from: number;
  /** An instant, and what the clock shows then. The first span has no beginning, so it is told by time zero. */
  readonly anchor: Instant;
  readonly shown: LocalInstant;
  readonly drift: number;
}

/** What the clock would show at `at` if the span had neither beginning nor end. Never less for a later instant. */
const shownIn = ({ anchor, shown, drift }: Segment, at: number): number => {
  const elapsed = at - anchor;
  return shown + elapsed + Math.floor((elapsed * drift) / 1e6);
};

/** The first instant at which it would show `local` or later. */
const firstShowing = (segment: Segment, local: LocalInstant): number => {
  // The quotient misses by some microseconds at most, by its own rounding and that in `shownIn`.
  let at = segment.anchor + Math.ceil((local - segment.shown) / (1 + segment.drift / 1e6));
  while (shownIn(segment, at) < local) at++;
  while (shownIn(segment, at - 1) >= local) at--;
  return at;
};

export class NodeClock {
  readonly #segments: Segment[] = [];
  /** The last of them: nearly always the one that is asked for. */
  #last: Segment;
  /** It has never been off: said apart, as most clocks of most runs are right all the time. */
  #isRight: boolean;

  constructor({ offset, drift }: ClockSetting) {
    this.#last = this.#begin({ from: Number.NEGATIVE_INFINITY, anchor: instant(0), shown: localInstant(offset), drift });
    this.#isRight = offset === 0 && drift === 0;
  }

  /** What the clock shows at `at`. The change made at an instant shows from that instant on. */
  localAt(at: Instant): LocalInstant {
    // On the scale of what it shows.
    return (this.#isRight ? at : shownIn(this.#segmentAt(at), at)) as number as LocalInstant;
  }

  /**
   * The first instant, from `from` on, at which the clock shows `local` or later, as far as its changes are known: `from`
   * itself if it does so then.
   */
  instantWhenShown(local: LocalInstant, from: Instant): Instant {
    let first = 0;
    for (const [i, segment] of this.#segments.entries()) {
      const end = this.#segments[i + 1]?.from ?? Number.POSITIVE_INFINITY;
      first = Math.max(from, segment.from, firstShowing(segment, local));
      if (first < end) break;
    }
    return instant(first);
  }

  /**
   * Changes the clock from `at` on, not before its last change. A change of drift leaves what it shows at `at`.
   * @throws InvariantError if `at` comes before an earlier change, or the drift is beyond DRIFT_MAX.
   */
  change(at: Instant, change: ClockChange): void {
    const last = this.#segmentAt(at);
    if (last !== this.#last) throw new InvariantError(`a clock changed at ${at} µs was changed later already`);
    const shown = this.localAt(at);
    this.#isRight = false;
    switch (change.kind) {
      case 'step':
        this.#begin({ from: at, anchor: at, shown: localInstant(shown + change.by), drift: last.drift });
        break;
      case 'drift':
        this.#begin({ from: at, anchor: at, shown, drift: change.drift });
        break;
    }
  }

  #begin(segment: Segment): Segment {
    if (!(Math.abs(segment.drift) <= DRIFT_MAX)) throw new InvariantError(`a clock cannot drift by ${segment.drift} ppm`);
    this.#segments.push(segment);
    this.#last = segment;
    return segment;
  }

  #segmentAt(at: Instant): Segment {
    const found = this.#last.from <= at ? this.#last : this.#segments.findLast((segment) => segment.from <= at);
    if (found === undefined) throw new InvariantError(`no clock shows a time at ${at}`);
    return found;
  }
}
