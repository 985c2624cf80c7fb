/**
 * Problems with the shape of a document, from what zod says of it. Where a value may take several shapes, the keys that are
 * there tell which one the author meant, and only the problems with that one are told.
 */
import type * as z from 'zod';
import { meantShape, tellingKeys } from './meant-shape.js';
import { plainEnglish } from './plain-english.js';
import { type Finding, finding, listed, type Path } from './problem.js';
import { alternatives, type KeyedShape, keyedShape, schemaAt } from './schema-walk.js';
import { didYouMean, nearest } from './suggestions.js';

type Issue = z.core.$ZodIssue;

/** Everything wrong with the shape of `data`, which is to be a `schema`. */
export const shapeFindings = (schema: z.ZodType, data: unknown): readonly Finding[] => {
  const result = schema.safeParse(data, { error: plainEnglish });
  return result.success ? [] : findingsOf(schema, data, result.error.issues, []);
};

/** `issues` lie below `base`, where `schema` and `data` are; `shapes`: those between which the map there may choose. */
const findingsOf = (
  schema: z.core.$ZodType,
  data: unknown,
  issues: readonly Issue[],
  base: Path,
  shapes = shapesOf(schema),
): readonly Finding[] => {
  const found = issues.flatMap((issue) => findingsOfIssue(schema, data, issue, base, shapes));
  // A key that is missing because it is misspelt is one problem, not two.
  const meant = new Set(found.flatMap((one) => (one.meant === undefined ? [] : [JSON.stringify(one.meant)])));
  return found.filter((one) => !(one.missing === true && meant.has(JSON.stringify(one.path))));
};

interface ShapeFinding extends Finding {
  /** The path that an unknown key was probably meant to be. */
  readonly meant?: Path | undefined;
  readonly missing?: boolean;
}

const findingsOfIssue = (
  schema: z.core.$ZodType,
  data: unknown,
  issue: Issue,
  base: Path,
  shapes: readonly KeyedShape[],
): readonly ShapeFinding[] => {
  const below = issue.path.filter((key) => typeof key !== 'symbol');
  const path = [...base, ...below];
  const at = schemaAt(schema, below);
  const value = valueAt(data, below);
  if (issue.code === 'unrecognized_keys') {
    const here = below.length === 0 || at === undefined ? shapes : shapesOf(at);
    return issue.keys.map((key) => unknownKey(key, here, value, path));
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => finding(path, message, 'key'));
  if (value === undefined && below.length > 0) {
    return [{ ...finding(path, `"${below.at(-1)}" is missing`), missing: true }];
  }
  if (issue.code === 'invalid_union' && at !== undefined) return findingsOfChoice(alternatives(at), value, issue, path);
  return [finding(path, issue.message)];
};

const shapesOf = (schema: z.core.$ZodType): readonly KeyedShape[] => alternatives(schema).flatMap((option) => keyedShape(option) ?? []);

/** `shapes`: those between which the map may choose. */
const unknownKey = (key: string, shapes: readonly KeyedShape[], value: unknown, path: Path): ShapeFinding => {
  const keys = isMap(value) ? Object.keys(value) : [];
  const telling = tellingKeys(shapes);
  const index = shapes.length === 1 ? 0 : (meantShape(telling, keys) ?? 0);
  const told = telling[index]?.find((one) => keys.includes(one));
  if (told !== undefined && shapes.some((shape) => shape.keys.includes(key))) {
    return finding([...path, key], `"${key}" does not go with "${told}"`, 'key');
  }
  const free = (shapes[index]?.keys ?? []).filter((name) => !keys.includes(name));
  const meant = nearest(key, free);
  return {
    ...finding([...path, key], `unknown key "${key}"${didYouMean(key, free)}`, 'key'),
    meant: meant === undefined ? undefined : [...path, meant],
  };
};

/** The problems with the alternative that the author meant. */
const findingsOfChoice = (
  options: readonly z.core.$ZodType[],
  value: unknown,
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
): readonly Finding[] => {
  // An alternative that is of another type altogether was not meant.
  const possible = options
    .map((schema, index) => ({ schema, issues: issue.errors[index] ?? [] }))
    .filter(({ issues }) => !issues.some((one) => one.path.length === 0 && isOfOtherType(one)));
  const maps = possible.flatMap((option) => {
    const shape = keyedShape(option.schema);
    return shape === undefined ? [] : [{ ...option, shape }];
  });
  if (maps.length <= 1 || !isMap(value)) {
    const [only] = possible;
    return only === undefined ? [finding(path, issue.message)] : findingsOf(only.schema, value, only.issues, path);
  }

  const shapes = maps.map(({ shape }) => shape);
  const telling = tellingKeys(shapes);
  const index = meantShape(telling, Object.keys(value));
  const meant = index === undefined ? undefined : maps[index];
  if (meant === undefined) {
    return [finding(path, `expected ${listed(telling.map((keys) => keys.map((key) => `"${key}"`).join(' with ')))}`)];
  }
  return findingsOf(meant.schema, value, meant.issues, path, shapes);
};

const isOfOtherType = (issue: Issue): boolean =>
  issue.code === 'invalid_type' ||
  issue.code === 'invalid_value' ||
  (issue.code === 'invalid_union' && issue.errors.every((branch) => branch.some((one) => one.path.length === 0 && isOfOtherType(one))));

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    data,
  );
