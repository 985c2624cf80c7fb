/** `schism run --out` and `schism report`, as a user types them. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schism } from './schism.js';

const root = mkdtempSync(join(tmpdir(), 'schism-'));
const kept = join(root, 'kept');
afterAll(() => rmSync(root, { recursive: true }));

const CHARTS = ['clocks', 'commits', 'epochs', 'event-bytes', 'latency', 'messages', 'recovery', 'retained-states'];

/** Every file of a report, by name. */
const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['report.html', ...readdirSync(join(folder, 'charts')).map((name) => join('charts', name))].map((name) => [
      name,
      readFileSync(join(folder, name), 'base64'),
    ]),
  );

beforeAll(async () => {
  const { code, stderr } = await schism(['run', 'test/cli/tiny.yaml', '--mls', 'symbolic', '--out', kept]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

describe('schism run --out', () => {
  it('should write a report, and each chart as SVG, PNG and CSV', () => {
    expect(readdirSync(kept)).toEqual(['charts', 'report.html', 'result.json', 'series.json']);
    expect(readdirSync(join(kept, 'charts'))).toEqual(CHARTS.flatMap((name) => [`${name}.csv`, `${name}.png`, `${name}.svg`]));
    expect(readFileSync(join(kept, 'report.html'), 'utf8')).toContain('schism run test/cli/tiny.yaml --seed');
  });
});

describe('schism report', () => {
  it('should make the same report again, to the last byte, from result.json and series.json alone', async () => {
    const folder = join(root, 'again');
    for (const name of ['result.json', 'series.json']) cpSync(join(kept, name), join(folder, name), { recursive: true });
    const { code, stdout, stderr } = await schism(['report', folder]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: `wrote ${join(folder, 'report.html')} and ${join(folder, 'charts')}\n`,
    });
    expect(filesOf(folder)).toEqual(filesOf(kept));
  });

  it('should make the same report of a traced run again, its facts in it, and say which line of a trace is none', async () => {
    const folder = join(root, 'traced');
    await schism(['run', 'test/cli/tiny.yaml', '--mls', 'symbolic', '--out', folder, '--trace']);
    const before = filesOf(folder);
    expect((await schism(['report', folder])).code).toBe(0);
    expect(filesOf(folder)).toEqual(before);
    expect(before['report.html']?.length).toBeGreaterThan((filesOf(kept)['report.html'] ?? '').length);
    const trace = join(folder, 'trace.ndjson');
    const [first, ...rest] = readFileSync(trace, 'utf8').split('\n');
    for (const [line, why] of [
      ['{"at_ms": 1', 'this is not JSON, or only a part of it; "schism run … --trace" writes the file anew'],
      ['{"at_ms": "1", "kind": "x"}', 'this is no fact: it needs a time, at_ms, and a kind'],
    ]) {
      writeFileSync(trace, [first, line, ...rest].join('\n'));
      const { code, stderr } = await schism(['report', folder]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: `${trace}:2: ${why}\n` });
    }
    expect(filesOf(folder)).toEqual(before);
  });

  it('should refuse the trace of another run, and say how to come by this one’s', async () => {
    const folder = join(root, 'foreign');
    cpSync(kept, folder, { recursive: true });
    const before = filesOf(folder);
    await schism(['run', 'test/cli/tiny.yaml', '--mls', 'symbolic', '--set', 'duration=3m', '--out', join(root, 'other'), '--trace']);
    const trace = join(folder, 'trace.ndjson');
    cpSync(join(root, 'other', 'trace.ndjson'), trace);
    const count = (path: string): number => readFileSync(path, 'utf8').split('\n').length - 1;
    const { facts } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { readonly facts: number };
    const foreign = await schism(['report', folder]);
    const again = `schism run '${join(folder, 'result.json')}' --out ${folder} --trace`;
    expect({ ...foreign, stderr: foreign.stderr.replaceAll("'", '') }).toEqual({
      code: 2,
      stdout: '',
      stderr: `${trace}: it is of another run${count(trace) < facts ? ', or only a part of it' : ''}: it has ${count(trace)} facts, and this run has ${facts}; ${again.replaceAll("'", '')} writes it anew\n`,
    });
    expect(filesOf(folder)).toEqual(before);
    expect((await schism(['run', join(folder, 'result.json'), '--out', folder, '--trace'])).code).toBe(0);
    expect(count(trace)).toBe(facts);
  });

  it('should say how to come by what is missing, and that works', async () => {
    const folder = join(root, 'result only');
    cpSync(join(kept, 'result.json'), join(folder, 'result.json'), { recursive: true });
    const { code, stderr } = await schism(['report', folder]);
    const result = join(folder, 'result.json');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${join(folder, 'series.json')}: there is no such file; schism run '${result}' --out '${folder}' writes it\n`,
    });
    expect((await schism(['run', result, '--out', folder])).code).toBe(0);
    expect((await schism(['report', folder])).code).toBe(0);
  });

  it('should leave nothing half-written (if the disk refuses)', async () => {
    const folder = join(root, 'refused');
    for (const name of ['result.json', 'series.json']) cpSync(join(kept, name), join(folder, name), { recursive: true });
    mkdirSync(join(folder, 'report.html.partial'));
    const { code, stderr } = await schism(['report', folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\S+refused: EISDIR.*\n$/);
    expect(readdirSync(folder)).toEqual(['result.json', 'series.json']);
  });

  it('should name every file that is missing or bad in a line of its own, exit with 2, and leave the folder as it was', async () => {
    const folder = join(root, 'bad');
    expect(await schism(['report', folder])).toEqual({
      code: 2,
      stdout: '',
      stderr: ['result', 'series'].map((name) => `${join(folder, `${name}.json`)}: there is no such file\n`).join(''),
    });
    cpSync(kept, folder, { recursive: true });
    const before = filesOf(folder);
    writeFileSync(join(folder, 'result.json'), '{ "schism": 1');
    writeFileSync(join(folder, 'series.json'), '{ "schism_series": 99 }');
    const { code, stderr } = await schism(['report', folder]);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      `${join(folder, 'result.json')}: this is not JSON, or only a part of it`,
      expect.stringContaining(`${join(folder, 'series.json')}: `),
    ]);
    expect(filesOf(folder)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['charts', 'report.html', 'result.json', 'series.json']);
  });
});
