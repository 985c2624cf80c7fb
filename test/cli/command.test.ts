import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { schism } from './schism.js';

const TINY = 'test/cli/tiny.yaml';
const BAD = 'test/scenario/bad/power-is-no-server.yaml';
const root = mkdtempSync(join(tmpdir(), 'schism-'));
afterAll(() => rmSync(root, { recursive: true }));
const fileOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe.concurrent('schism', () => {
  it.each([
    [[]],
    [['--help']],
    [['run', '--help']],
    [['validate', '--help']],
    [['schema', '--help']],
    [['sweep', '--help']],
    [['explain', '--help']],
    [['export', '--help']],
    [['compare', '--help']],
    [['merge', '--help']],
    [['query', '--help']],
  ])('should explain with an example when called with %j', async (args) => {
    const { code, stdout } = await schism(args);
    expect(stdout).toMatch(/Examples:\s+schism (run|validate|schema|sweep|explain|export|compare|merge|query) /);
    expect(code).toBe(0);
  });

  it.each([
    [['frobnicate'], 'frobnicate'],
    [['run'], 'Not enough'],
    [['run', TINY, '--sed', '3'], 'sed'],
    [['run', TINY, '--mls', 'quantum'], 'quantum'],
    [['run', TINY, '--blame=3'], 'Argument unexpected for: blame'],
    [['resolve', 'scenarios/dags/equal-forks.yaml', '--json=yes'], 'Argument unexpected for: json'],
    [['run', TINY, '--set'], 'Not enough arguments following: set'],
    [['run', TINY, '--set', 'duration'], '--set duration: expected path=value'],
    [['run', TINY, '--mls', 'both', '--check-determinism'], 'not together with --mls both'],
    [['run', TINY, '--trace'], '--trace needs --out DIR'],
    [['run', TINY, '--out', 'test/cli'], '--out test/cli: the folder holds something else than a run'],
    [['run', 'no-such-file.yaml'], 'no-such-file.yaml: there is no such file'],
    [['validate', TINY, 'no-such-file.yaml', BAD], 'no server is called "c.example"'],
  ])('should exit with 2, and print nothing but why, for %j', async (args, why) => {
    const { code, stdout, stderr } = await schism(args);
    expect(stderr).toContain(why);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe.concurrent('schism run', () => {
  it('should end its summary with the command that gives the same run again', async () => {
    const first = await schism(['run', TINY, '--seed', '7', '--set', 'about=A room of two']);
    const command = /^Run again +schism (.*)$/m.exec(first.stdout)?.[1] ?? '';
    expect(command).toBe(`run ${TINY} --seed 7 --set 'about=A room of two'`);
    const again = await schism(['run', TINY, '--seed', '7', '--set', 'about=A room of two']);
    const fingerprint = /^Fingerprint +([0-9a-f]{64})$/m;
    expect(fingerprint.exec(again.stdout)?.[1]).toBe(fingerprint.exec(first.stdout)?.[1]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout.split('\n').length).toBeLessThan(25);
  });

  it('should print one JSON document with --json, whose scenario can be run again', async () => {
    const { code, stdout } = await schism(['run', TINY, '--json', '--seed', '7']);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(
      'schism scenario seed fingerprint simulated_ms wall_ms facts metrics auth_rules expectations violations environment'.split(' '),
    );
    expect(result).toMatchObject({
      schism: JSON.parse(fileOf('package.json')).version,
      seed: '7',
      expectations: [{ expect: 'agreement.final == true', held: true, actual: true }],
      violations: [],
      environment: { node: process.version, dependencies: { 'ts-mls': expect.any(String) } },
    });
    expect(result.metrics.messages.sent).toBeGreaterThan(0);
    expect(loadScenario({ file: 'x', text: JSON.stringify(result.scenario) })).toMatchObject({ ok: true, document: result.scenario });
    expect(code).toBe(0);
  });

  it('should write what it prints, every fact, and what can be run again', async () => {
    const folder = join(root, 'kept');
    const { code, stdout, stderr } = await schism([
      'run',
      TINY,
      '--json',
      '--seed',
      '7',
      '--out',
      folder,
      '--trace',
      '--check-determinism',
    ]);
    const file = join(folder, 'result.json');
    const written = ['result.json', 'report.html', 'charts', 'series.json', 'trace.ndjson'].map((name) => join(folder, name));
    expect({ code, stderr }).toEqual({ code: 0, stderr: `wrote ${written.join(', ')}\n` });
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    const { facts, fingerprint, determinism } = JSON.parse(stdout);
    expect(determinism).toEqual({ same: true });
    expect(readFileSync(join(folder, 'trace.ndjson'), 'utf8').split('\n').length - 1).toBe(facts);
    const again = await schism(['run', file, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ fingerprint, seed: '7', facts });
  });

  it('should run both MLS engines with --mls both, and say that they agree', async () => {
    const [both, symbolic] = await Promise.all(['both', 'symbolic'].map((mls) => schism(['run', TINY, '--json', '--mls', mls])));
    const { engines, fingerprint, scenario } = JSON.parse(both?.stdout ?? '');
    expect({ engines, code: both?.code, mls: scenario.mls }).toEqual({ engines: { same: true }, code: 0, mls: 'real' });
    expect(JSON.parse(symbolic?.stdout ?? '')).toMatchObject({ fingerprint, scenario: { mls: 'symbolic' } });
  });

  it('should exit with 1 if an expectation fails, and say what the value is', async () => {
    const { code, stdout } = await schism(['run', TINY, '--set', 'expect=[messages.sent < 1]']);
    expect(stdout).toMatch(/FAILED {2}messages\.sent < 1, but it is \d+/);
    expect(code).toBe(1);
  });

  it('should end at Ctrl-C, say so, and print no result', async () => {
    const folder = join(root, 'interrupted');
    const long = ['run', TINY, '--set', 'duration=90d', '--out', folder, '--trace'];
    let sent = false;
    const { code, stdout, stderr } = await schism(long, (child) => {
      if (!sent) sent = child.kill('SIGINT');
    });
    expect(stderr).toMatch(/simulated .* of 90 d[\s\S]*interrupted after/);
    expect(stdout).toBe('');
    expect(code).toBe(130);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('schism validate', () => {
  it('should name each file that is fine', async () => {
    expect(await schism(['validate', TINY, 'test/scenario/whole-format.yaml'])).toEqual({
      code: 0,
      stdout: `${TINY}: ok\ntest/scenario/whole-format.yaml: ok\n`,
      stderr: '',
    });
  });
});

describe('schism schema', () => {
  it('should print the committed schema', async () => {
    expect((await schism(['schema'])).stdout).toBe(fileOf('schema/scenario.schema.json'));
  });
});
