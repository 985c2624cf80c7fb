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
      `"fb7ba0628e2aae8a7990a3b4ecdd6ae6e17ad4901dfffa12399b45f462ebb5be"`,
    );
  });

  it('should be that of a race without any fault', async () => {
    expect(await fingerprintOf('concurrent-invites')).toMatchInlineSnapshot(
      `"cb1729132560ebb578dbb068d58f7c186df23081d6727d5d775aceb586ce0ce6"`,
    );
  });

  it('should be that of a crash', async () => {
    expect(await fingerprintOf('head-offline')).toMatchInlineSnapshot(`"6d317050b8179156aec7ab6329e7fbc99c761217640b3c2739d15c302181b1ef"`);
  });
});
