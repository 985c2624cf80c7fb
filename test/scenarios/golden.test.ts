/**
 * Fingerprints of shipped scenarios, so that no change of what happens in a run goes unseen. A change that is meant renews them
 * with `npx vitest run test/scenarios/golden.test.ts --update`. Promised for one major version of Node only.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { run } from '../../src/simulation/run.js';

async function fingerprintOf(scenario: string): Promise<string | undefined> {
  const text = readFileSync(new URL(`../../scenarios/${scenario}.yaml`, import.meta.url), 'utf8');
  const loaded = loadScenario({ file: scenario, text });
  return loaded.ok ? (await run(loaded.scenario))?.fingerprint : undefined;
}

describe.runIf(process.versions.node.startsWith('20.'))('the fingerprint', () => {
  it('should be that of a conflict across a partition', async () => {
    expect(await fingerprintOf('two-powers-partition')).toMatchInlineSnapshot(
      `"235ae34e1b4d0db2727f0247c3c321f5e069dddf4933b836207c9f35f1b53aa6"`,
    );
  });

  it('should be that of a race without any fault', async () => {
    expect(await fingerprintOf('concurrent-invites')).toMatchInlineSnapshot(
      `"a6b3d6c63351f0d5dea977364723c4ceb6deffa3f298dfb1765864fefc86b5fc"`,
    );
  });

  it('should be that of a crash', async () => {
    expect(await fingerprintOf('head-offline')).toMatchInlineSnapshot(`"399181faab71821e3be15a1efc4e51f3e1e16f0e46d2ba69e8be0dd3eda7f397"`);
  });
});
