/** Verifications that contradict each other, or that nobody needs. */
import { type Draft, EACH } from './draft.js';
import { type Finding, finding } from './problem.js';

export const checkVerification = (draft: Draft): readonly Finding[] => {
  const taken = new Set<string>();
  const pairs = draft.paths(['verification', 'pairs', EACH]);
  return [...pairs, ...draft.paths(['timeline', EACH, 'verify'])].flatMap((path, index) => {
    const [by] = draft.texts([...path, 'by']);
    const [of] = draft.texts([...path, 'of']);
    if (by === undefined || of === undefined) return [];
    if (by.value === of.value) return [finding(of.path, "a user's own devices need no verification by it")];
    const key = JSON.stringify([by.value, of.value]);
    if (index < pairs.length && taken.has(key)) return [finding(path, `a second level of ${of.value} by ${by.value}`)];
    taken.add(key);
    return [];
  });
};
