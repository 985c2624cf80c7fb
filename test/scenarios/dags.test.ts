/** The library of DAGs in scenarios/dags/: each says what it shows, and is as it expects under every reading that it names. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideDag } from '../../src/resolve/decide.js';
import { loadDag } from '../../src/scenario/dag/load.js';

const FOLDER = new URL('../../scenarios/dags/', import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

describe.each(files)('scenarios/dags/%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');

  it('should say what it shows, expect it, and be so', () => {
    const loaded = loadDag({ file, text });
    if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
    const { dag } = loaded;
    expect(text).toMatch(/^# \w/);
    expect({ name: dag.name, about: dag.about }).toEqual({ name: expect.any(String), about: expect.any(String) });
    const result = decideDag(dag);
    for (const decision of [result, ...(result.readings ?? [])]) {
      expect(decision.expectations?.filter(({ held }) => !held)).toEqual([]);
      expect(decision.expectations).not.toEqual([]);
    }
  });
});
