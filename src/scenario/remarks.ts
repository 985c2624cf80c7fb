/** What a scenario says that is allowed, and probably not meant. */
import { scenarioDocument } from './document/document.js';
import { type Draft, EACH } from './draft.js';
import { parseDuration } from './durations.js';
import { type Finding, finding } from './problem.js';

/** Of a document without problems. */
export const remarksOn = (draft: Draft): readonly Finding[] => neverHappening(draft);

/** The timeline stops with the workload: at the scenario's `duration`. */
const neverHappening = (draft: Draft): readonly Finding[] => {
  const duration = draft.part(scenarioDocument.shape.duration, ['duration'])?.value ?? '';
  const end = parseDuration(duration) ?? Number.POSITIVE_INFINITY;
  return draft
    .texts(['timeline', EACH, 'at'])
    .filter(({ value }) => (parseDuration(value) ?? 0) >= end)
    .map(({ path, value }) => finding(path, `this never happens: ${value} is not before the duration, ${duration}`));
};
