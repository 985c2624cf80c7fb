/** One small DAG file for each kind of problem, in `bad/`, with what its author is told of it beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadDag } from '../../../src/scenario/dag/load.js';
import { formatProblem } from '../../../src/scenario/problem.js';

const folder = new URL('./bad/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

describe('loadDag', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))(
    'should tell every problem of %s, in the order of the file',
    (file) => {
      const loaded = loadDag({ file, text: read(file) });
      const lines = loaded.ok ? [] : loaded.problems.map((problem) => `${formatProblem(problem)}\n`);
      expect(lines.join('')).toBe(read(file.replace('.yaml', '.txt')));
      expect(lines).not.toEqual([]);
    },
  );
});
