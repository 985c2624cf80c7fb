/** The scripts of the pages are built in two ways, which must not come apart. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pageScript } from '../../src/report/page-script.js';

const PAGES = ['run-page', 'many-runs-page'] as const;
const root = mkdtempSync(join(tmpdir(), 'schism-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('pageScript', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const words: readonly string[] = scripts['build:page'].split(' ');

  it('should be the same built with the package and on the spot', async () => {
    expect(words.slice(0, 3)).toEqual(['esbuild', ...PAGES.map((page) => `src/report/page/${page}.ts`)]);
    expect(scripts.build).toContain('npm run --silent build:page');
    execFileSync(
      'node_modules/.bin/esbuild',
      words.slice(1).map((word) => (word.startsWith('--outdir=') ? `--outdir=${root}` : word)),
    );
    for (const page of PAGES) expect(readFileSync(join(root, `${page}.js`), 'utf8') === (await pageScript(page)), page).toBe(true);
  });

  it('should spare the page of a run what only charts of many runs need', async () => {
    const [one = '', many = ''] = await Promise.all(PAGES.map(pageScript));
    expect([one.includes('boxandwhiskers'), many.includes('boxandwhiskers')]).toEqual([false, true]);
    expect([one.includes('space-time'), many.includes('space-time')]).toEqual([true, false]);
  });
});
