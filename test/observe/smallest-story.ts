/** A story that shows what some metrics mean. */
import type { RunOutcome } from '../../src/observe/run-result.js';
import type { Story } from './story.js';

/** What is told ends by itself, or with `end`. */
export type Told = Story | RunOutcome;
export type Values = Readonly<Record<string, unknown>>;
export interface Smallest {
  readonly story: string;
  readonly tell: (story: Story) => Told;
  readonly values: Values;
}

export const shows = (story: string, tell: Smallest['tell'], values: Values): Smallest => ({ story, tell, values });

/** The story, after something was done in it that gives something else. */
export function told(story: Story, _done: unknown): Story {
  return story;
}
