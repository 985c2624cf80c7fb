/** What the smallest stories are told with. */
import type { DeviceId, MlsLabel } from '../../../src/names.js';
import type { RunOutcome } from '../../../src/observe/run-result.js';
import { a, atA, atB, b, FIRST, type Story } from '../story.js';

/** What is told ends by itself, or with `end`. */
export type Told = Story | RunOutcome;
type Values = Readonly<Record<string, unknown>>;
export interface Smallest {
  readonly story: string;
  readonly tell: (story: Story) => Told;
  readonly values: Values;
}

export const shows = (story: string, tell: Smallest['tell'], values: Values): Smallest => ({ story, tell, values });

export const ENCRYPTED = 'm.room.encrypted';
export const TWO = [atA, atB];
/** One sample of a distribution. */
export const once = (path: string, value: number): Values =>
  Object.fromEntries([[`${path}.count`, 1], ...['p50', 'p95', 'p99', 'max'].map((percentile) => [`${path}.${percentile}`, value])]);

/** A message of @a's device for @b's alone, which its server has made an event of. */
export function sent(story: Story, state = FIRST, roster: readonly DeviceId[] = TWO) {
  const message = story.submit(atA, 1, state, roster);
  return { message, event: story.accept(atA, message) };
}

/** Two commits on the first state, of which @b's device has applied, at 100 ms, the one that its server is to leave. */
export function fork(story: Story) {
  const [winner, loser] = [story.commit(atA), story.commit(atB)];
  const [won, lost] = [story.publish(a, winner), story.publish(b, loser)];
  story.at(100).show(atB, lost, loser).enter(atB, loser).at(350).show(atB, won, winner);
  return { winner, loser, won, lost };
}

/** A pending commit of @b's device. */
export const pending = (story: Story): MlsLabel => story.commit(atB, { way: 'pending' });

/** The story, after something was done in it that gives something else. */
export function told(story: Story, _done: unknown): Story {
  return story;
}
