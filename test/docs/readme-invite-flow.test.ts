import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { traceLine } from '../../src/cli/trace-line.js';
import { loadScenario } from '../../src/scenario/load.js';
import { run } from '../../src/simulation/run.js';

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('should print the steps of an invite that the README lists, in that order, by the command that it gives', async () => {
  const readme = textOf('README.md');
  const { file = '', pattern = '' } =
    / {4}schism run (?<file>\S+) --out \S+ --trace\n {4}grep -E '(?<pattern>[^']+)'/.exec(readme)?.groups ?? {};
  const rows = readme.slice(readme.indexOf('| step in the figure |')).split('\n\n')[0]?.split('\n').slice(2) ?? [];
  const steps = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', ''))).map(([, , node, kind]) => [node, kind]);
  expect(steps.length).toBeGreaterThan(10);
  const loaded = loadScenario({ file, text: textOf(file) });
  const printed: unknown[] = [];
  if (!loaded.ok) throw new Error('no scenario');
  await run(loaded.scenario, {
    onFact: (fact) => {
      const line = traceLine(fact);
      if (!new RegExp(pattern).test(line) || line.includes('"at_ms":-')) return;
      const { node, kind } = JSON.parse(line);
      printed.push([node, kind]);
    },
  });
  expect(printed).toEqual(steps);
});
