/** The space-time diagram in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceRecord } from '../../src/cli/trace-line.js';
import { reportPage } from '../../src/report/html/page.js';
import { pageScript } from '../../src/report/page-script.js';
import { FactPacker } from '../../src/report/space-time/packed-facts.js';
import { factsOf } from '../simulation/running.js';
import { executablePath, HOSTILE, launched, opened as openedIn } from './in-browser.js';
import { EVERY_FAULT, reported, told } from './running.js';

describe.skipIf(executablePath === undefined)('the space-time diagram in a browser', () => {
  const root = mkdtempSync(join(tmpdir(), 'schism-'));
  const file = join(root, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    const run = await told(EVERY_FAULT);
    const packer = new FactPacker();
    packer.add({ at_ms: 0, kind: 'event_refused', node: HOSTILE, carries: HOSTILE, why: HOSTILE });
    for (const fact of await factsOf(EVERY_FAULT)) packer.add(traceRecord(fact));
    const faults = run.series.faults.map((fault) => ({ ...fault, name: HOSTILE }));
    writeFileSync(file, reportPage(reported(run), { ...run.series, faults }, [], await pageScript('run-page'), packer.result()));
    browser = await launched();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true });
  });

  const opened = () => openedIn(browser, file);
  const shown = (page: Page): Promise<string | null> => page.textContent('#space-time-shown');
  const type = async (page: Page, field: string, text: string): Promise<void> => {
    await page.fill(`#space-time-controls input[name=${field}]`, text);
    await page.press(`#space-time-controls input[name=${field}]`, 'Tab');
  };
  const colours = (page: Page): Promise<number> =>
    page.evaluate(`(() => {
      const canvas = document.getElementById('space-time-canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);

  it('should be painted without a complaint and without the network, and say how much there is', async () => {
    const { page, complaints, requests } = await opened();
    expect(await colours(page)).toBeGreaterThan(30);
    expect(await shown(page)).toMatch(/^\d{3,} arrows and \d{3,} facts on 6 lanes\.$/);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    await page.close();
  });

  it('should show a stretch of time, some lanes, or one event', async () => {
    const { page } = await opened();
    const count = async (): Promise<number> => Number.parseInt((await shown(page)) ?? '', 10);
    const all = await count();
    await type(page, 'from', '600');
    await type(page, 'to', '700');
    const some = await count();
    expect(some).toBeLessThan(all);
    await page.click('button[name=closer]');
    expect(await count()).toBeLessThanOrEqual(some);
    await page.click('button[name=all]');
    expect(await count()).toBe(all);
    await page.uncheck('#space-time-lanes input >> nth=1');
    expect(await shown(page)).toContain('on 5 lanes');
    expect(await count()).toBeLessThan(all);
    await type(page, 'about', 'a.example#12');
    expect(await count()).toBeLessThan(20);
    await page.close();
  });

  it('should tell of a fact that is clicked, or chosen by keys, and of its event', async () => {
    const { page, complaints } = await opened();
    await page.focus('#space-time-canvas');
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.textContent('#space-time-told h3')).toMatch(/, \d+\.\d{3} s$/);
    await page.keyboard.press('Escape');
    expect(await page.textContent('#space-time-told')).toBe('');
    await type(page, 'about', 'b.example#3');
    await page.focus('#space-time-canvas');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const [, where, seconds] = /at (\S+), ([\d.]+) s$/.exec((await page.textContent('#space-time-told h3')) ?? '') ?? [];
    expect(await page.textContent('#space-time-told h4 >> nth=0')).toBe('The event b.example#3');
    expect(await page.locator('#space-time-told li').count()).toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    // The same one by the mouse: lanes stand side by side, and time goes down evenly.
    const names = await page.locator('#space-time-lanes label').allTextContents();
    const lane = names.findIndex((name) => name.trim() === where);
    const end = Number.parseFloat(await page.inputValue('input[name=to]'));
    const { width = 0 } = (await page.locator('#space-time-canvas').boundingBox()) ?? {};
    const position = {
      x: 72 + ((width - 156) / names.length) * (lane + 0.5),
      y: 64 + (Number.parseFloat(seconds ?? '') / end) * (720 - 78),
    };
    await page.locator('#space-time-canvas').click({ position });
    expect(await page.textContent('#space-time-told h4 >> nth=0')).toBe('The event b.example#3');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('should take no name for markup', async () => {
    const { page } = await opened();
    const title = await page.title();
    await type(page, 'about', HOSTILE);
    await page.focus('#space-time-canvas');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe(title);
    await page.close();
  });
});
