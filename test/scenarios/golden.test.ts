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
      `"fb8d0bb0e6159afdfdefab5d9a011c9cc911382a85933e6d9102522e8adc8033"`,
    );
  });

  it('should be that of a race without any fault', async () => {
    expect(await fingerprintOf('concurrent-invites')).toMatchInlineSnapshot(
      `"e28fdd939dcb5adca4315272a84269980db01badfaeeda7bb657f1ba8a485c3a"`,
    );
  });

  it('should be that of a crash', async () => {
    expect(await fingerprintOf('head-offline')).toMatchInlineSnapshot(`"46acf9fba8a49d0ea37a3d235033877dbfeba49a79d68bc5321462a1c525a0fc"`);
  });
});
