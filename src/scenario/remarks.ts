/** What a scenario says that is allowed, and probably not meant. */
import { departedAuthors } from './departed-authors.js';
import { scenarioDocument } from './document/document.js';
import { type Draft, EACH } from './draft.js';
import { parseDuration } from './durations.js';
import { longWindows } from './long-windows.js';
import { type Finding, finding } from './problem.js';
import { refusedCommits } from './refused-commits.js';
import type { Scenario } from './scenario.js';

/** Of a document without problems, and the scenario that it is. */
export const remarksOn = (draft: Draft, scenario: Scenario): readonly Finding[] => [
  ...neverHappening(draft),
  ...refusedCommits(scenario),
  ...departedAuthors(scenario),
  ...longWindows(draft),
];

/** The timeline stops with the workload: at the scenario's `duration`. */
const neverHappening = (draft: Draft): readonly Finding[] => {
  const duration = draft.part(scenarioDocument.shape.duration, ['duration'])?.value ?? '';
  const end = parseDuration(duration) ?? Number.POSITIVE_INFINITY;
  return draft
    .texts(['timeline', EACH, 'at'])
    .filter(({ value }) => (parseDuration(value) ?? 0) >= end)
    .map(({ path, value }) => finding(path, `this never happens: ${value} is not before the duration, ${duration}`));
};
