/** What the format's schema says of one place of a document: the keys that a map may have, the shapes that a value may take. */
import * as z from 'zod';
import type { Path } from './problem.js';

/** Looks through defaults, options and recursion. */
const bare = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodLazy) return bare(schema.def.getter());
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? bare(schema.def.innerType)
    : schema;
};

/** The shapes between which a value may choose; one, where there is no choice. */
export const alternatives = (schema: z.core.$ZodType): readonly z.core.$ZodType[] => {
  const inner = bare(schema);
  return inner instanceof z.ZodUnion ? inner.options : [inner];
};

export interface KeyedShape {
  readonly keys: readonly string[];
  readonly required: readonly string[];
}

/** The keys of a map with fixed keys; undefined for anything else. */
export const keyedShape = (schema: z.core.$ZodType): KeyedShape | undefined => {
  const inner = bare(schema);
  if (!(inner instanceof z.ZodObject)) return undefined;
  const entries = Object.entries<z.core.$ZodType>(inner.shape);
  return {
    keys: entries.map(([key]) => key),
    required: entries.filter(([, value]) => value._zod.optin === undefined).map(([key]) => key),
  };
};

/** The schema of what lies at `path` below `schema`; of several alternatives on the way, the first that goes on. */
export const schemaAt = (schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined => {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  for (const option of alternatives(schema)) {
    const child = childSchema(option, key);
    const found = child === undefined ? undefined : schemaAt(child, rest);
    if (found !== undefined) return found;
  }
  return undefined;
};

const childSchema = (schema: z.core.$ZodType, key: string | number): z.core.$ZodType | undefined => {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return Object.entries<z.core.$ZodType>(inner.shape).find(([name]) => name === key)?.[1];
  if (inner instanceof z.ZodArray) return typeof key === 'number' ? inner.element : undefined;
  if (inner instanceof z.ZodTuple) return inner.def.items[Number(key)];
  return inner instanceof z.ZodRecord ? inner.valueType : undefined;
};
