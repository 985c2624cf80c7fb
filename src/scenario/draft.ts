/**
 * A scenario's data that may have problems, read part by part, so that what is wrong with one part does not hide what is
 * wrong with the names in another.
 */
import type * as z from 'zod';
import type { Path } from './problem.js';

export interface Part<T> {
  readonly path: Path;
  readonly value: T;
}

/** In a pattern of paths: every entry of a list, or the one thing that needs no list. */
export const EACH = Symbol('each');
export type Pattern = readonly (string | number | typeof EACH)[];

export class Draft {
  readonly #data: unknown;

  constructor(data: unknown) {
    this.#data = data;
  }

  /** What is at `path`, with its defaults filled in; undefined if it is malformed, or absent with no default. */
  part<Schema extends z.ZodType>(schema: Schema, path: Path): Part<z.output<Schema>> | undefined {
    const at = path.reduce<unknown>(child, this.#data);
    const result = schema.safeParse(at);
    return result.success ? { path, value: result.data } : undefined;
  }

  /** The paths that there are of a pattern. */
  paths(pattern: Pattern): readonly Path[] {
    return this.#matches(pattern).map(({ path }) => path);
  }

  /** Every text at the places of a pattern, in lists of any depth too. */
  texts(pattern: Pattern): readonly Part<string>[] {
    return this.#matches(pattern).flatMap(textsIn);
  }

  /** The same with whole numbers as text: what YAML reads as a number may be a name. */
  labels(pattern: Pattern): readonly Part<string>[] {
    return this.#matches(pattern).flatMap(labelsIn);
  }

  /** The keys of the map at `path`. */
  keys(path: Path): readonly string[] {
    const at = path.reduce<unknown>(child, this.#data);
    return typeof at === 'object' && at !== null && !Array.isArray(at) ? Object.keys(at) : [];
  }

  #matches(pattern: Pattern): readonly Part<unknown>[] {
    return pattern.reduce<readonly Part<unknown>[]>(
      (parts, step) => parts.flatMap((part) => below(part, step)),
      [{ path: [], value: this.#data }],
    );
  }
}

/** A key of the data itself, never one that JavaScript gives to every object. */
const child = (data: unknown, key: string | number): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key) ? Reflect.get(data, key) : undefined;

const below = (part: Part<unknown>, step: Pattern[number]): readonly Part<unknown>[] => {
  if (step === EACH) return Array.isArray(part.value) ? entries(part.value, part.path) : [part];
  const value = child(part.value, step);
  return value === undefined ? [] : [{ path: [...part.path, step], value }];
};

const entries = (list: readonly unknown[], path: Path): readonly Part<unknown>[] =>
  list.map((value, index) => ({ path: [...path, index], value }));

const textsIn = ({ path, value }: Part<unknown>): readonly Part<string>[] => {
  if (typeof value === 'string') return [{ path, value }];
  return Array.isArray(value) ? entries(value, path).flatMap(textsIn) : [];
};

const labelsIn = ({ path, value }: Part<unknown>): readonly Part<string>[] => {
  if (Array.isArray(value)) return entries(value, path).flatMap(labelsIn);
  return typeof value === 'string' || Number.isSafeInteger(value) ? [{ path, value: String(value) }] : [];
};
