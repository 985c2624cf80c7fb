/** A real browser for tests of the page: Debian's `chromium`, where it is installed. `.ci/run` sees to that; elsewhere they are skipped. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

export const executablePath = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'chromium'))
  .find((path) => existsSync(path));
if (executablePath === undefined) process.stderr.write('skipped: the report in a browser, as there is no "chromium" on the PATH\n');

export const launched = (): Promise<Browser> =>
  chromium.launch({ ...(executablePath !== undefined && { executablePath }), args: ['--no-sandbox'] });

/** Words of an author that no page may take for markup. */
export const HOSTILE = '</script><img src=x onerror="document.title=1"><script>document.title=2</script>';

export interface Opened {
  readonly page: Page;
  /** What the browser says of it. */
  readonly complaints: readonly string[];
  /** What it asks the network for. */
  readonly requests: readonly string[];
}

export async function opened(browser: Browser, file: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1_000, height: 800 }, colorScheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(`[...document.querySelectorAll('canvas')].every((canvas) => canvas.width > 300)`);
  return { page, complaints, requests };
}
