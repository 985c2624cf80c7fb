import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { READING_VALUES } from '../../src/room/msc4256/reading.js';
import { dagJsonSchema, scenarioJsonSchema } from '../../src/scenario/json-schema.js';

/** The schemas of the keys of every map in it, by key. */
const keys = (schema: unknown): readonly (readonly [string, object])[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.entries(schema.properties as Record<string, object>) : [];
  return [...own, ...Object.values(schema).flatMap(keys)];
};

describe.each([
  ['scenario', scenarioJsonSchema],
  ['dag', dagJsonSchema],
] as const)('the JSON schema of %s files', (format, jsonSchema) => {
  it(`should be what schema/ holds (else: npx tsx src/cli/main.ts schema ${format} > schema/${format}.schema.json)`, () => {
    const committed = readFileSync(new URL(`../../schema/${format}.schema.json`, import.meta.url), 'utf8');
    expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toBe(committed);
  });

  it('should describe every key, for editors to show', () => {
    const silent = keys(jsonSchema()).filter(([, schema]) => !('description' in schema) && !('$ref' in schema));
    expect(silent.map(([key]) => key)).toEqual([]);
  });

  it('should know every reading and its values', () => {
    const described = keys(jsonSchema());
    for (const [knob, values] of Object.entries(READING_VALUES)) {
      const known = described.filter(([key]) => key === knob).map(([, schema]) => schema);
      expect(known).toContainEqual(expect.objectContaining({ enum: values, default: values[0] }));
      for (const schema of known) expect(schema).toMatchObject({ enum: values });
    }
  });
});
