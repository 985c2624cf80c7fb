/** Entries of the timeline that contradict themselves or each other. */
import { type Draft, EACH } from './draft.js';
import { parseDuration } from './durations.js';
import { type Finding, finding, type Path } from './problem.js';
import { repeated } from './repeated.js';

export const checkTimeline = (draft: Draft): readonly Finding[] => {
  const paths = draft.paths(['timeline', EACH]);
  return [
    // A server cannot be in two groups.
    ...paths.flatMap((path) => repeated(draft.texts([...path, 'partition']))),
    ...(['step', 'drift'] as const).flatMap((change) => setTwice(draft, paths, change)),
  ];
};

/** Two changes of one clock at one instant: which of them comes first would be anybody's guess. */
const setTwice = (draft: Draft, paths: readonly Path[], change: 'step' | 'drift'): readonly Finding[] => {
  const taken = new Set<string>();
  return paths.flatMap((path) => {
    const [at] = draft.texts([...path, 'at']);
    const [node] = [...draft.texts([...path, 'clock', 'server']), ...draft.texts([...path, 'clock', 'device'])];
    const [changed] = draft.texts([...path, 'clock', change]);
    if (at === undefined || node === undefined || changed === undefined) return [];
    const key = JSON.stringify([node.value, parseDuration(at.value)]);
    if (taken.has(key)) return [finding(changed.path, `a second clock ${change} of ${node.value} at the same instant`)];
    taken.add(key);
    return [];
  });
};
