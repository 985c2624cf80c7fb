/** The script of the page is built in two ways, which must not come apart. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pageScript } from '../../src/report/page-script.js';

it('should be the same built with the package and on the spot', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  // Without a file to write to, esbuild prints.
  const words: readonly string[] = scripts['build:page'].split(' ').filter((word: string) => !word.startsWith('--outfile='));
  expect(words.slice(0, 2)).toEqual(['esbuild', 'src/report/page/main.ts']);
  expect(scripts.build).toContain('npm run --silent build:page');
  const built = execFileSync('node_modules/.bin/esbuild', words.slice(1), { encoding: 'utf8', maxBuffer: 1 << 24 });
  expect(built).toBe(await pageScript());
});
