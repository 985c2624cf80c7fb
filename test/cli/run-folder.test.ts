import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../src/cli/exit-code.js';
import { RunFolder, type RunKept } from '../../src/cli/run-folder.js';
import { traceLine } from '../../src/cli/trace-line.js';
import { factsOf } from '../simulation/running.js';

const root = mkdtempSync(join(tmpdir(), 'schism-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
const newFolder = (): string => join(root, `${folders++}`, 'run');
const RESULT = '{ "scenario": {}, "fingerprint": "f" }';
const kept = (result: string): RunKept => ({ result, series: '{}', report: { page: '<html>', charts: new Map([['epochs.csv', 'a,b']]) } });
const NAMES = ['charts', 'report.html', 'result.json', 'series.json'];

const facts = await factsOf({
  duration: '2m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
  workload: { messages: { every: '1s' } },
  timeline: [{ at: '1m', crash: 'b.example', for: '10s' }],
});
const lines = facts.map(traceLine);

describe('traceLine', () => {
  it('should tell the time in milliseconds, and leave out what is absent', () => {
    const parsed = lines.map((line) => JSON.parse(line));
    expect(parsed.map(({ kind }) => kind)).toEqual(facts.map(({ fact }) => fact.kind));
    expect(parsed.map(({ at_ms }) => Math.round(at_ms * 1_000))).toEqual(facts.map(({ at }) => at));
    expect(parsed[0].at_ms).toBeLessThan(0);
    expect(parsed.find(({ kind }) => kind === 'workload_started')).toEqual({ at_ms: 0, kind: 'workload_started' });
    expect(parsed.find(({ kind }) => kind === 'crashed')).toEqual({ at_ms: 60_000, kind: 'crashed', node: 'b.example' });
    const sent = parsed.find(({ kind, fate }) => kind === 'transmission' && fate === 'arrives');
    expect(Object.keys(sent).sort()).toEqual(['arrives_ms', 'at_ms', 'fate', 'from', 'kind', 'thing', 'to']);
    expect(sent.arrives_ms).toBeGreaterThan(sent.at_ms);
    expect(parsed.find(({ kind, node }) => kind === 'message_submitted' && node === '@alice:a.example/1')).toMatchObject({
      local_ms: expect.any(Number),
    });
  });
});

describe('RunFolder', () => {
  it('should make the folder, and name its files only when all are whole', () => {
    const path = newFolder();
    const folder = new RunFolder(path, true);
    for (const fact of facts) folder.onFact(fact);
    expect(readdirSync(path)).toEqual(['trace.ndjson.partial']);
    const written = ['result.json', 'report.html', 'charts', 'series.json', 'trace.ndjson'].map((name) => join(path, name));
    expect(folder.keep(kept(RESULT))).toEqual(written);
    expect(readdirSync(path)).toEqual([...NAMES, 'trace.ndjson']);
    expect(readdirSync(join(path, 'charts'))).toEqual(['epochs.csv']);
    expect(readFileSync(join(path, 'result.json'), 'utf8')).toBe(RESULT);
    expect(readFileSync(join(path, 'trace.ndjson'), 'utf8')).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  it('should write as it goes, and not hold every fact', () => {
    const path = newFolder();
    const folder = new RunFolder(path, true);
    for (let round = 0; round < 5; round++) for (const fact of facts) folder.onFact(fact);
    const all = 5 * lines.join('\n').length;
    expect(readFileSync(join(path, 'trace.ndjson.partial'), 'utf8').length).toBeGreaterThan(all - 300_000);
    folder.discard();
  });

  it('should leave nothing behind (if the run comes to nothing)', () => {
    const path = newFolder();
    const folder = new RunFolder(path, true);
    for (const fact of facts) folder.onFact(fact);
    folder.discard();
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('should replace an earlier run, its trace too, and keep it (if the run comes to nothing)', () => {
    const path = newFolder();
    new RunFolder(path, true).keep(kept(RESULT));
    writeFileSync(join(path, 'charts', 'of-an-earlier-version.svg'), '');
    new RunFolder(path, true).discard();
    expect(readdirSync(path)).toEqual([...NAMES, 'trace.ndjson']);
    new RunFolder(path, false).keep(kept(`${RESULT}\n`));
    expect(readdirSync(path)).toEqual(NAMES);
    expect(readdirSync(join(path, 'charts'))).toEqual(['epochs.csv']);
    expect(readFileSync(join(path, 'result.json'), 'utf8')).toBe(`${RESULT}\n`);
  });

  it.each([
    ['notes.txt', RESULT, 'holds something else'],
    ['result.json', '{ "score": 3 }', 'holds something else'],
    ['result.json', 'not JSON', 'holds something else'],
  ])('should refuse a folder whose %s holds %j', (name, text, why) => {
    const path = newFolder();
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, name), text);
    expect(() => new RunFolder(path, true)).toThrow(why);
    expect(readdirSync(path)).toEqual([name]);
  });

  it('should blame the disk in one line (if it refuses)', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => new RunFolder(file, false)).toThrow(new BadInput(`--out ${file}: this is not a folder`));
    const path = newFolder();
    const folder = new RunFolder(path, false);
    rmSync(path, { recursive: true });
    expect(() => folder.keep(kept(RESULT))).toThrow(/^--out .*ENOENT.*$/);
  });
});
