/** What a summary says of `security.window`: how long it is, and whether it was long enough. */
import type { Metrics } from '../observe/metrics.js';
import type { Scenario } from '../scenario/scenario.js';
import { readableCount, readableTime } from './readable.js';

/** `kept for 10 m (security.window)`. */
export const oldKeys = (scenario: Scenario): string => {
  const first = scenario.room.security.window;
  const kept = first === 0 ? 'not kept' : `kept for ${readable(first)}`;
  return `old keys are ${kept} (security.window${isFixed(scenario) ? '' : ', until a commit changes it'})`;
};

/** Known wherever all commits of the winning branch came, whether or not the device came back. `security.window` is in whole seconds. */
export const windowNeeded = (recovery: Metrics['recovery'], scenario: Scenario): readonly string[] => {
  const { episodes, by_window, window_needed_ms } = recovery;
  const { count, max } = window_needed_ms;
  if (max === null) return [];
  const [needed, shortest] = [Math.ceil(max / 1_000), Math.min(...windowsOf(scenario))];
  if (needed <= shortest) return inVain(recovery, scenario);
  // Where the window changed, which one held is not known here; that every device came back by itself tells that it was long enough.
  if (!isFixed(scenario) && by_window === episodes) return [];
  const whom = count >= episodes ? 'all' : `the ${readableCount(count)} that are known`;
  const set = isFixed(scenario)
    ? `it is ${readable(shortest)}`
    : `it is ${readable(scenario.room.security.window)} until a commit changes it`;
  return [`to cover ${whom}, security.window has to be ${readable(needed)} or more; ${set}`];
};

/** Of the episodes that are not over, those that are beyond what is not known are among those that the window covers. */
const inVain = ({ episodes, unrecovered, window_needed_ms: { count } }: Metrics['recovery'], scenario: Scenario): readonly string[] => {
  const covered = unrecovered - Math.max(0, episodes - count);
  if (covered <= 0) return [];
  const howMany = covered === unrecovered ? readableCount(covered) : `at least ${readableCount(covered)}`;
  const window = isFixed(scenario) ? `security.window (${readable(scenario.room.security.window)})` : 'any security.window of the run';
  return [`${howMany} of these although, by the device's clock, all commits to follow had come within ${window}`];
};

/** In seconds: all that are known to be set, at first or by a commit. What a workload draws may be as short as none. */
const windowsOf = ({ room, timeline, workload }: Scenario): readonly number[] => [
  room.security.window,
  ...timeline.flatMap((entry) => {
    if (entry.kind !== 'commit' || entry.change.kind !== 'security') return [];
    return entry.change.security.window ?? [];
  }),
  ...(isDrawn(workload) ? [0] : []),
];

const isFixed = (scenario: Scenario): boolean => new Set(windowsOf(scenario)).size === 1 && !isDrawn(scenario.workload);

const isDrawn = ({ commits }: Scenario['workload']): boolean => commits.some(({ kind }) => kind === 'security');

const readable = (seconds: number): string => readableTime(seconds * 1_000);
