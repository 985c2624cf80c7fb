import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { run } from '../../src/simulation/run.js';

it('should run the scenario that the README explains, as it expects', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const text = /```yaml\n(?<text>[\s\S]*?)```/.exec(readme)?.groups?.text ?? '';
  const loaded = loadScenario({ file: 'README.md', text });
  expect(loaded).toMatchObject({ ok: true });
  const outcome = loaded.ok ? await run(loaded.scenario) : undefined;
  expect(outcome?.expectations.map(({ expect: what, held }) => `${what}: ${held}`)).toEqual([
    'agreement.final == true: true',
    'commits.conflict_rate <= 0.5: true',
  ]);
});
