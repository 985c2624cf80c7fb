/**
 * The example report in `reports/` is what this version makes of its scenario. `npm run docs` makes it anew. Pictures in PNG are left out:
 * their pixels are the machine's. Promised for one major version of Node only, as fingerprints are.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { schism } from '../cli/schism.js';

const EXAMPLE = fileURLToPath(new URL('../../reports/two-powers-partition', import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'schism-'));
afterAll(() => rmSync(fresh, { recursive: true }));

const filesIn = (folder: string): readonly string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.includes('.')).sort();
const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

/** What is the same on every machine. */
function lasting(result: string): object {
  const { wall_ms: _wall, environment: _environment, ...rest } = JSON.parse(result) as Record<string, unknown>;
  return rest;
}

describe.runIf(process.versions.node.startsWith('20.'))('the example report', () => {
  it('should be made of the scenario as it is, by this version', async () => {
    const { code } = await schism(['run', 'scenarios/two-powers-partition.yaml', '--out', fresh, '--trace']);
    expect(code).toBe(0);
    expect(filesIn(EXAMPLE)).toEqual(filesIn(fresh));
    expect(lasting(text(EXAMPLE, 'result.json'))).toEqual(lasting(text(fresh, 'result.json')));
    for (const name of filesIn(EXAMPLE)) {
      if (name === 'result.json' || name.endsWith('.png')) continue;
      expect(text(EXAMPLE, name) === text(fresh, name), `${name}: npm run docs makes it anew`).toBe(true);
    }
  });
});
