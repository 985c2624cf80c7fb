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
      `"77c019bf0c95938ab625970be920d75522026269e831136979d867a1d909c05c"`,
    );
  });

  it('should be that of a race without any fault', async () => {
    expect(await fingerprintOf('concurrent-invites')).toMatchInlineSnapshot(
      `"b95908d33ec013b1078855240f32be73938e54eadbdf5c0c39fd866328990210"`,
    );
  });

  it('should be that of a crash', async () => {
    expect(await fingerprintOf('head-offline')).toMatchInlineSnapshot(`"6a35422a266ff7e26b17b45807bd48ffc0599cb7c1ce2e9ebee6512af255bc88"`);
  });
});
