/** The page in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/report/html/page.js';
import { pageScript } from '../../src/report/page-script.js';
import { executablePath, HOSTILE, launched, opened as openedIn } from './in-browser.js';
import { EVERY_FAULT, reported, told } from './running.js';

describe.skipIf(executablePath === undefined)('the report in a browser', () => {
  const root = mkdtempSync(join(tmpdir(), 'schism-'));
  const file = join(root, 'report.html');
  let browser: Browser;
  let names: readonly string[] = [];

  beforeAll(async () => {
    const run = await told(EVERY_FAULT);
    const expectations = [{ expect: 'messages.sent > 0', held: true, actual: 75 }];
    const named = { ...reported(run, { name: HOSTILE, about: HOSTILE }), expectations };
    const charts = run.charts.map((chart) => ({ ...chart, faults: chart.faults.map((fault) => ({ ...fault, name: HOSTILE })) }));
    names = charts.map(({ name }) => name);
    writeFileSync(file, reportPage(named, { ...run.series, command: HOSTILE }, charts, await pageScript('run-page')));
    browser = await launched();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true });
  });

  const opened = (scheme?: 'light' | 'dark') => openedIn(browser, file, scheme);

  /** By chart, how many different colours its canvas has. */
  const painted = (page: Page): Promise<Readonly<Record<string, number>>> =>
    page.evaluate(`Object.fromEntries([...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return [canvas.id, new Set(new Uint32Array(data.buffer)).size];
    }))`);

  const paper = (page: Page): Promise<string> =>
    page.evaluate(`[...document.querySelector('canvas').getContext('2d').getImageData(2, 2, 1, 1).data].join()`);

  it.each(['light', 'dark'] as const)('should paint every chart without a complaint and without the network, in %s', async (scheme) => {
    const { page, complaints, requests } = await opened(scheme);
    const colours = await painted(page);
    expect(Object.keys(colours)).toEqual(names);
    for (const count of Object.values(colours)) expect(count).toBeGreaterThan(15);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    expect(await paper(page)).toBe(scheme === 'light' ? '255,255,255,255' : '20,23,27,255');
    await page.close();
  });

  it('should show the words of an author, and run none of them', async () => {
    const { page } = await opened();
    expect(await page.title()).toBe(`${HOSTILE}: Schism report`);
    expect(await page.textContent('h1')).toBe(HOSTILE);
    expect(await page.textContent('code.command')).toBe(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    await page.close();
  });

  it('should say what a chart shows to who has only a keyboard', async () => {
    const { page } = await opened();
    await page.focus('#recovery');
    await page.keyboard.press('ArrowRight');
    expect(await page.textContent('#recovery-reading')).toMatch(
      /^@be?\w+:b\.example\/1, back by a state that it kept: 22\.\d+ min to 22\.\d+ min$/,
    );
    await page.keyboard.press('Escape');
    expect(await page.textContent('#recovery-reading')).toBe('');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#recovery-reading + details table').isVisible()).toBe(true);
    await page.close();
  });

  it('should reach every chart, and every table that scrolls, by Tab', async () => {
    const { page } = await opened();
    const reached = new Set<string>();
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate('document.activeElement.id || document.activeElement.getAttribute("aria-label") || ""'));
    }
    for (const name of [...names, 'Expectations', 'Metrics', 'Faults']) expect([...reached]).toContain(name);
    await page.close();
  });

  it('should be printed on white paper, and draw anew where the window is narrower', async () => {
    const { page } = await opened('dark');
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await paper(page)).toBe('255,255,255,255');
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await page.setViewportSize({ width: 420, height: 800 });
    await expect
      .poll(() => page.evaluate(`document.querySelector('canvas').clientWidth < 400 && document.body.scrollWidth <= 420`))
      .toBe(true);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
    await page.close();
  });
});
