/** The picture of a room's DAG in a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceRecord } from '../../src/cli/trace-line.js';
import { reportPage } from '../../src/report/html/page.js';
import { pageScript } from '../../src/report/page-script.js';
import { FactPacker } from '../../src/report/space-time/packed-facts.js';
import { factsOf } from '../simulation/running.js';
import { executablePath, HOSTILE, launched, opened } from './in-browser.js';
import { EVERY_FAULT, reported, told } from './running.js';

const UPGRADED = { ...EVERY_FAULT, timeline: [...EVERY_FAULT.timeline, { at: '40m', upgrade: { by: '@alice:a.example' } }] };

describe.skipIf(executablePath === undefined)('the room’s DAG in a browser', () => {
  const root = mkdtempSync(join(tmpdir(), 'schism-'));
  const file = join(root, 'report.html');
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    const run = await told(UPGRADED);
    const packer = new FactPacker();
    for (const fact of await factsOf(UPGRADED)) packer.add(traceRecord(fact));
    const hostile = { kind: 'event_created', node: HOSTILE, type: HOSTILE, prev_events: [], auth_events: [] };
    packer.add({ at_ms: 1, event: HOSTILE, ...hostile });
    packer.add({
      at_ms: 1,
      kind: 'states_resolved',
      node: HOSTILE,
      states: [HOSTILE],
      commit: HOSTILE,
      steps: [{ event: HOSTILE }],
      grafts: [],
    });
    writeFileSync(file, reportPage(reported(run), run.series, [], await pageScript('run-page'), packer.result()));
    browser = await launched();
    ({ page, complaints } = await opened(browser, file));
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true });
  });

  const text = (selector: string): Promise<string | null> => page.textContent(selector);
  const events = (): Promise<number> => page.locator('#room-dag-picture .event').count();
  const choose = (select: string, index: number) => page.selectOption(`#room-dag-controls select[name=${select}]`, { index });

  it('should have a row for each commit, and for every event where that is wanted', async () => {
    const commits = await events();
    expect(await text('#room-dag-shown')).toMatch(new RegExp(`^${commits} of \\d{2,} events\\.$`));
    await page.check('#room-dag-controls input[name=others]');
    expect(await events()).toBeGreaterThan(commits + 20);
    await page.uncheck('#room-dag-controls input[name=others]');
    await page.fill('#room-dag-controls input[name=from]', '700');
    await page.press('#room-dag-controls input[name=from]', 'Tab');
    expect(await events()).toBeLessThan(commits);
    await page.click('#room-dag-controls button[name=all]');
    expect(await events()).toBe(commits);
  });

  it('should replay a resolution a step at a time, to the winner and why', async () => {
    await choose('resolution', 1);
    expect(await page.locator('#room-dag-steps li').count()).toBe(0);
    expect(await text('#room-dag-outcome')).toMatch(/^0 of \d+ steps taken\.$/);
    await page.click('#room-dag-controls button[name=forward]');
    expect(await page.locator('#room-dag-steps li').count()).toBe(1);
    expect(await text('#room-dag-steps li >> nth=0')).toMatch(/Accepted: it is the current commit so far\.$/);
    await page.click('#room-dag-controls button[name=last]');
    expect(await text('#room-dag-outcome')).toMatch(/is the current commit: the last one that was accepted; .* refused, by rule 9\.3\./);
    expect(await page.locator('#room-dag-steps [aria-current=step]').count()).toBe(1);
    await page.click('#room-dag-controls button[name=back]');
    expect(await text('#room-dag-outcome')).toContain('steps taken');
    await choose('resolution', 0);
    expect(await text('#room-dag-outcome')).toBe('');
  });

  it('should tell of an event that is chosen by keys, or clicked', async () => {
    await page.focus('#room-dag-picture');
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('#room-dag-picture .chosen').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await text('#room-dag-told h4 >> nth=0')).toMatch(/^The event a\.example#/);
    await page.keyboard.press('Escape');
    expect(await text('#room-dag-told')).toBe('');
    await page.locator('#room-dag-picture .event >> nth=1').click();
    expect(await text('#room-dag-told h4 >> nth=0')).toMatch(/^The event a\.example#/);
  });

  it('should show the room that an upgrade made', async () => {
    await choose('room', 1);
    expect(await events()).toBeGreaterThan(1);
    expect(await page.locator('#room-dag-picture').textContent()).not.toContain('pending');
    await choose('room', 0);
  });

  it('should take no name for markup, and complain of nothing', async () => {
    const options = await page.locator('#room-dag-controls select[name=resolution] option').allTextContents();
    await choose(
      'resolution',
      options.findIndex((option) => option.includes(HOSTILE)),
    );
    await page.click('#room-dag-controls button[name=last]');
    await page.check('#room-dag-controls input[name=others]');
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
