/**
 * When something happens again and again: the times of one process of one entity, drawn under its own keys, so that no other
 * process moves them.
 */
import type { Draws } from '../kernel/draws.js';
import { type Instant, instant, seconds } from '../kernel/time.js';
import type { Pace } from '../scenario/scenario.js';

/** The times from zero on, in order, without end. `purpose` and `ids` name the process. */
export function* timesOf(pace: Pace, draws: Draws, purpose: string, ...ids: readonly (string | number)[]): Generator<Instant, never> {
  const random = draws.stream(`pace of ${purpose}`, ...ids);
  let at = 0;
  // A regular process has its first time anywhere within one interval, so that those of many entities do not coincide.
  if (pace.kind === 'regular') at = random() * pace.every - pace.every;
  for (;;) {
    at += pace.kind === 'regular' ? pace.every : seconds(-Math.log1p(-random()) / pace.perSecond);
    yield instant(at);
  }
}
