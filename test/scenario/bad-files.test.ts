/** One small file for each kind of problem, in `bad/`, with what its author is told of it beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { formatProblem } from '../../src/scenario/problem.js';

const folder = new URL('./bad/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

describe('loadScenario', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))(
    'should tell every problem of %s, in the order of the file',
    (file) => {
      const loaded = loadScenario({ file, text: read(file) });
      const lines = loaded.ok ? [] : loaded.problems.map((problem) => `${formatProblem(problem)}\n`);
      expect(lines.join('')).toBe(read(file.replace('.yaml', '.txt')));
      expect(lines).not.toEqual([]);
    },
  );
});
