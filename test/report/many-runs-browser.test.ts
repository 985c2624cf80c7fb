/** The pages of sweeps and comparisons in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonCharts } from '../../src/report/many-runs/comparison-charts.js';
import { comparisonPage } from '../../src/report/many-runs/comparison-page.js';
import { sweepCharts } from '../../src/report/many-runs/sweep-charts.js';
import { sweepPage } from '../../src/report/many-runs/sweep-page.js';
import { pageScript } from '../../src/report/page-script.js';
import { executablePath, launched, opened } from './in-browser.js';
import { COMPARISON, LOSSES, sweepOf, WINDOWS } from './many-runs.js';

describe.skipIf(executablePath === undefined)('the pages of many runs in a browser', () => {
  const root = mkdtempSync(join(tmpdir(), 'schism-'));
  const [sweepFile, comparisonFile] = [join(root, 'sweep.html'), join(root, 'comparison.html')];
  let browser: Browser;

  beforeAll(async () => {
    const script = await pageScript('many-runs-page');
    const sweep = sweepOf([WINDOWS, LOSSES]);
    writeFileSync(sweepFile, sweepPage(sweep, sweepCharts(sweep), script));
    writeFileSync(comparisonFile, comparisonPage(COMPARISON, comparisonCharts(COMPARISON), script));
    browser = await launched();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true });
  });

  const coloursOf = (page: Page): Promise<readonly number[]> =>
    page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })`);

  it.each(['light', 'dark'] as const)('should paint every chart without a complaint and without the network, in %s', async (scheme) => {
    for (const file of [sweepFile, comparisonFile]) {
      const { page, complaints, requests } = await opened(browser, file, scheme);
      for (const count of await coloursOf(page)) expect(count).toBeGreaterThan(15);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([pathToFileURL(file).href]);
      await page.close();
    }
  });

  it.each([
    [sweepFile, 'messages-undecryptable-total-by-messages-pairs-curve', /^5m, .*: 33\.3 % \[30 % to 37\.7 %\], 333 of 1,000$/],
    [sweepFile, 'messages-undecryptable-total-by-messages-pairs-map', /^0s, 0\.1, .*: 16\.7 % \[/],
    [comparisonFile, 'differences', /network\.loss=0\.1: .*higher in 6/],
  ])('should say an estimate in words to who has only a keyboard: %s, %s', async (file, name, words) => {
    const { page } = await opened(browser, file);
    await page.focus(`#${name}`);
    await page.keyboard.press('ArrowRight');
    if (name !== 'differences') await page.keyboard.press('ArrowRight');
    expect(await page.textContent(`#${name}-reading`)).toMatch(words);
    await page.close();
  });
});
