/** A name that the same list has already. */
import type { Part } from './draft.js';
import { type Finding, finding } from './problem.js';

/** One finding for every time after the first. */
export const repeated = (parts: readonly Part<string>[]): readonly Finding[] => {
  const seen = new Set<string>();
  return parts.flatMap(({ path, value }) => {
    if (seen.has(value)) return [finding(path, `"${value}" is there twice`)];
    seen.add(value);
    return [];
  });
};
