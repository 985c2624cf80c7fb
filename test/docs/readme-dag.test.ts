import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dagSummary } from '../../src/cli/dag-summary.js';
import { decideDag } from '../../src/resolve/decide.js';
import { loadDag } from '../../src/scenario/dag/load.js';

it('should say of the DAG in the README what the README says', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const { text = '', said = '' } =
    /```yaml\n(?<text>[^`]*schism_dag[^`]*)```\n\nsays\n\n(?<said>(?: {4}.*\n|\n)*)/.exec(readme)?.groups ?? {};
  const loaded = loadDag({ file: 'README.md', text });
  expect(loaded).toMatchObject({ ok: true });
  const summary = loaded.ok ? dagSummary('README.md', loaded.dag, decideDag(loaded.dag)) : '';
  const asInReadme = summary
    .split('\n')
    .slice(2)
    .map((line) => (line === '' ? '' : `    ${line}`));
  expect(asInReadme.join('\n').trim()).toBe(said.trim());
});
