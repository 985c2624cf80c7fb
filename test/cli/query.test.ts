/** `schism query`, as a user types it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schism } from './schism.js';

const root = mkdtempSync(join(tmpdir(), 'schism-'));
const runs = join(root, 'runs');
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(async () => {
  const sweep = ['sweep', 'test/cli/tiny.yaml', '--vary', 'room.security.window=0s,5m', '--replications', '3', '--out', runs];
  expect((await schism(sweep)).code).toBe(0);
});

const asked = (...words: readonly string[]) => schism(['query', runs, ...words]);

describe('schism query', () => {
  it('should answer SQL as CSV or JSON, from what was varied and every metric', async () => {
    const sql =
      'select parameters."room.security.window" as "window", count(*) as runs, sum(metrics.messages.sent) as sent from runs group by 1 order by 1';
    const { code, stdout, stderr } = await asked(sql);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, first, second] = stdout.split('\r\n');
    expect([head, first?.slice(0, 5), second?.slice(0, 5)]).toEqual(['window,runs,sent', '0s,3,', '5m,3,']);
    const json = JSON.parse((await asked(sql, '--json')).stdout) as readonly { readonly window: string; readonly sent: string }[];
    const lines = readFileSync(join(runs, 'runs.ndjson'), 'utf8').trim().split('\n');
    const sent = lines.map(
      (line) =>
        JSON.parse(line) as {
          readonly parameters: Record<string, string>;
          readonly metrics: { readonly messages: { readonly sent: number } };
        },
    );
    for (const { window, sent: sum } of json)
      expect(Number(sum)).toBe(
        sent
          .filter(({ parameters }) => parameters['room.security.window'] === window)
          .reduce((total, { metrics }) => total + metrics.messages.sent, 0),
      );
  });

  it('should export runs as Parquet and CSV', async () => {
    for (const name of ['runs.parquet', 'runs.csv']) {
      const file = join(root, name);
      expect(await asked('select seed, fingerprint from runs order by seed, fingerprint', '--to', file)).toEqual({
        code: 0,
        stdout: '',
        stderr: `wrote ${file}\n`,
      });
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      const read = await connection.runAndReadAll(`select * from '${file}'`);
      expect([read.columnNames(), read.getRowsJson().length]).toEqual([['seed', 'fingerprint'], 6]);
      connection.closeSync();
    }
  });

  it('should say in a line what is wrong', async () => {
    for (const [words, line] of [
      [['selec'], /^query: Parser Error: .*\n$/],
      [['select x from runs'], /^query: Binder Error: .*\n$/],
      [['--to', 'runs.txt'], /^--to runs\.txt: expected a file that ends in \.parquet or \.csv\n$/],
    ] as const) {
      const { code, stdout, stderr } = await asked(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(line);
    }
    expect(await schism(['query', root])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/runs\.ndjson: there is no such file; /),
    });
  });
});
