import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { READING_VALUES } from '../../src/room/msc4256/reading.js';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';

const committed = readFileSync(new URL('../../schema/scenario.schema.json', import.meta.url), 'utf8');

/** The schemas of the keys of every map in it, by key. */
const keys = (schema: unknown): readonly (readonly [string, object])[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.entries(schema.properties as Record<string, object>) : [];
  return [...own, ...Object.values(schema).flatMap(keys)];
};

describe('the JSON schema of scenario files', () => {
  it('should be what schema/scenario.schema.json holds (else: npx tsx src/cli/main.ts schema > schema/scenario.schema.json)', () => {
    expect(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`).toBe(committed);
  });

  it('should describe every key, for editors to show', () => {
    const silent = keys(scenarioJsonSchema()).filter(([, schema]) => !('description' in schema) && !('$ref' in schema));
    expect(silent.map(([key]) => key)).toEqual([]);
  });

  it('should know every reading and its values', () => {
    const known = new Map(keys(scenarioJsonSchema()));
    for (const [knob, values] of Object.entries(READING_VALUES))
      expect(known.get(knob)).toMatchObject({ enum: values, default: values[0] });
  });
});
