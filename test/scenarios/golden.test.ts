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
      `"aaaaf75135aa921171d9f34bd9c3510d62a5d15f5c3a85c38898a39ae8ab8c6d"`,
    );
  });

  it('should be that of a race without any fault', async () => {
    expect(await fingerprintOf('concurrent-invites')).toMatchInlineSnapshot(
      `"82c1a320db8fe4c1b4333208ea8bcf5e621d595dc37aa7a32ff3960f3ce4f7b3"`,
    );
  });

  it('should be that of a crash', async () => {
    expect(await fingerprintOf('head-offline')).toMatchInlineSnapshot(`"a5fe158cc0a08903a111a9b65d59a4292e36ae20e60b552ee0ba3713f971c11b"`);
  });
});
