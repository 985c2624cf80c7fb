/** Which of several kinds of map an author meant: one kind is told from another by which of its keys are there. */
import type { KeyedShape } from './schema-walk.js';
import { nearest } from './suggestions.js';

/** For each shape, the required keys by which it is told from the others. */
export const tellingKeys = (shapes: readonly KeyedShape[]): readonly (readonly string[])[] =>
  shapes.map(({ required }) => required.filter((key) => !shapes.every((other) => other.keys.includes(key))));

/** The position of the shape that most of the keys tell of, or that a misspelt key resembles; undefined if no key tells of any. */
export const meantShape = (telling: readonly (readonly string[])[], keys: readonly string[]): number | undefined => {
  const hits = telling.map((own) => own.filter((key) => keys.includes(key)).length);
  const most = Math.max(...hits);
  if (most > 0) return hits.indexOf(most);
  const resembled = telling.findIndex((own) => keys.some((key) => nearest(key, own) !== undefined));
  return resembled < 0 ? undefined : resembled;
};
