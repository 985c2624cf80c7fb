/** `schism sweep` and `schism compare`, as a user types them. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepText } from '../../src/cli/sweep-text.js';
import type { SweepResult } from '../../src/experiment/sweep-result.js';
import { type Ended, schism as ran } from './schism.js';

/** A slow machine is told how far it is. */
const withoutProgress = (stderr: string): string => stderr.replaceAll(/^\d+ of (?:at most )?\d+ runs done, .*\n/gm, '');
const schism = async (args: readonly string[]): Promise<Ended> => {
  const ended = await ran(args);
  return { ...ended, stderr: withoutProgress(ended.stderr) };
};

const SWEEP = ['sweep', 'test/cli/tiny.yaml', '--vary', 'room.security.window=0s,5m', '--vary', 'network.latency.constant=10ms,1s'];

describe('schism sweep', () => {
  it('should run every point as often as is asked, and give each measure with its interval and counts', async () => {
    const { code, stdout, stderr } = await schism([
      ...SWEEP,
      '--replications',
      '3',
      '--where',
      'network.latency.constant<room.security.window',
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { points, left_out, interrupted } = JSON.parse(stdout) as SweepResult;
    expect({ left_out, interrupted, runs: points.map(({ runs }) => runs) }).toEqual({ left_out: 2, interrupted: false, runs: [3, 3] });
    for (const { values, measures, command } of points) {
      expect(values[0]).toEqual({ path: 'room.security.window', value: '5m' });
      expect(measures.map(({ measure }) => measure)[1]).toBe('messages.undecryptable.total/messages.pairs');
      expect(command).toBe(
        `schism run test/cli/tiny.yaml ${values.map(({ path, value }) => `--set ${path}=${value}`).join(' ')} --seed 0-1 --mls symbolic`,
      );
    }
  });

  it('should give the number of a point that its command gives', async () => {
    const measure = 'messages.sent';
    const { stdout } = await schism([...SWEEP, '--measure', measure, '--json']);
    const [point] = (JSON.parse(stdout) as SweepResult).points;
    const alone = await schism([...(point?.command.split(' ').slice(1) ?? []), '--json']);
    const { metrics } = JSON.parse(alone.stdout) as { readonly metrics: { readonly messages: { readonly sent: number } } };
    expect(metrics.messages.sent).toBe(point?.measures[0]?.value);
    expect(metrics.messages.sent).toBeGreaterThan(0);
  });

  it('should add replications until the intervals are narrow enough, or a limit is reached', async () => {
    const until = (part: string) =>
      schism([
        ...SWEEP,
        '--set',
        'workload.messages={rate: 30/min}',
        '--replications',
        '2',
        '--measure',
        'messages.sent',
        '--until',
        part,
        '--limit',
        '12',
        '--json',
      ]);
    const [wide, narrow] = await Promise.all([until('90%'), until('0.01%')]);
    const runs = ({ stdout }: { readonly stdout: string }) => (JSON.parse(stdout) as SweepResult).points.map((point) => point.runs);
    expect([runs(wide), runs(narrow)]).toEqual([Array(4).fill(2), Array(4).fill(12)]);
    expect(await schism([...SWEEP, '--until', 'soon'])).toMatchObject({
      code: 2,
      stderr: '--until soon: expected how narrow an interval is to be, such as 5%\n',
    });
  });

  it('should say in a dry run how many runs there are, and about how long they take', async () => {
    const { code, stdout } = await schism([...SWEEP, '--replications', '250', '--dry-run']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^4 points × 250 replications = 1,000 runs, about .+: \d+ of them took .+ each\n$/),
    });
  });

  it('should refuse what is no sweep or no measure, and print nothing but why', async () => {
    for (const [args, line] of [
      [
        ['sweep', 'test/cli/tiny.yaml'],
        /^test\/cli\/tiny\.yaml: there is nothing to vary: give it a sweep section, or --vary path=values\n$/,
      ],
      [
        [...SWEEP, '--measure', 'messages.snet'],
        /^--measure messages\.snet: "messages\.snet" is no metric that can be measured, did you mean "messages\.sent"\?\n$/,
      ],
      [
        [...SWEEP, '--measure', 'messages.sent', '--against', 'commits.lost'],
        /^--against commits\.lost: it is none of the measures: messages\.sent\n$/,
      ],
      [[...SWEEP, '--replications', '0'], /^--replications: expected a whole number from 1 on\n$/],
      [[...SWEEP, '--vary', 'room.powers=[c.example]'], /^vary room\.powers=\["c\.example"\]: /],
    ] as const) {
      const { code, stdout, stderr } = await schism(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(line);
    }
  });

  it('should end at Ctrl-C after the run under way, and tell what there is', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...SWEEP, '--replications', '100000', '--json']);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', () => child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.on('close', resolve));
    const { interrupted, points } = JSON.parse(stdout) as SweepResult;
    expect({ code, interrupted }).toEqual({ code: 130, interrupted: true });
    expect(points[0]?.runs).toBeGreaterThan(0);
  });
});

describe('schism sweep --out', () => {
  const root = mkdtempSync(join(tmpdir(), 'schism-'));
  afterAll(() => rmSync(root, { recursive: true }));
  // What is measured is drawn, which takes longer than the runs.
  const MANY = [...SWEEP, '--replications', '3', '--measure', 'messages.sent'];

  it('should keep every run, and run none of them again', async () => {
    const folder = join(root, 'kept');
    const [plain, first] = [await schism(MANY), await schism([...MANY, '--out', folder])];
    const wrote = `wrote ${['sweep.json', 'report.html', 'charts'].map((name) => join(folder, name)).join(' and ')}\n`;
    expect(first).toEqual({ ...plain, stderr: wrote });
    expect(await schism([...MANY, '--out', folder])).toEqual({ ...plain, stderr: `12 runs of ${folder} had run before\n${wrote}` });
    const lines = readFileSync(join(folder, 'runs.ndjson'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(12);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      schism: expect.any(String),
      parameters: { 'room.security.window': '0s' },
      seed: '0-1',
    });
    writeFileSync(join(folder, 'runs.ndjson'), '{}\n');
    expect(await schism([...MANY, '--out', folder])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${join(folder, 'runs.ndjson')}:1: this is no run of a sweep\n`,
    });
  });

  it('should leave a report with charts, which schism report makes again to the last byte', async () => {
    const folder = join(root, 'reported');
    await schism([...MANY, '--out', folder]);
    expect(readdirSync(folder).sort()).toEqual(['charts', 'report.html', 'runs.ndjson', 'sweep.json']);
    const charts = ['curve', 'map'].flatMap((kind) => ['csv', 'png', 'svg'].map((type) => `messages-sent-${kind}.${type}`));
    expect(readdirSync(join(folder, 'charts')).sort()).toEqual(charts);
    const made = () => ['report.html', ...charts.map((name) => `charts/${name}`)].map((name) => readFileSync(join(folder, name), 'hex'));
    const first = made();
    rmSync(join(folder, 'charts'), { recursive: true });
    expect(await schism(['report', folder])).toMatchObject({ code: 0, stderr: expect.stringMatching(/^wrote /) });
    expect(made()).toEqual(first);
    writeFileSync(join(folder, 'sweep.json'), '{}');
    expect(await schism(['report', folder])).toMatchObject({ code: 2, stderr: expect.stringMatching(/sweep\.json: schism: .+\n$/) });
  });

  it('should make a result anew whose runs were not kept', async () => {
    const folder = join(root, 'without-runs');
    await schism([...MANY, '--out', folder]);
    const result = readFileSync(join(folder, 'sweep.json'), 'utf8');
    rmSync(join(folder, 'runs.ndjson'));
    expect(await schism([...MANY, '--out', folder])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'sweep.json'), 'utf8')).toBe(result);
  });

  it('should not take the place of what is in a folder already', async () => {
    const folder = join(root, 'foreign');
    mkdirSync(folder);
    writeFileSync(join(folder, 'report.html'), 'mine');
    for (const command of [MANY, ['compare', 'test/cli/tiny.yaml', '--with', 'network.loss=0.1']]) {
      expect(await schism([...command, '--out', folder])).toEqual({
        code: 2,
        stdout: '',
        stderr: `--out ${folder}: the folder holds something else; name a new or an empty one\n`,
      });
    }
    expect(readdirSync(folder)).toEqual(['report.html']);
  });

  it('should be run in parts, which schism merge puts together', async () => {
    const [one, two, whole] = ['one', 'two', 'whole'].map((name) => join(root, name)) as [string, string, string];
    for (const [folder, shard] of [
      [one, '1/2'],
      [two, '2/2'],
    ] as const)
      expect((await schism([...MANY, '--out', folder, '--shard', shard])).stdout).toMatch(/^4 points, 6 runs\n/);
    expect(await schism(['merge', one, two, '--out', whole])).toEqual({
      code: 0,
      stdout: '',
      stderr: `12 runs in ${join(whole, 'runs.ndjson')}\n`,
    });
    expect((await schism([...MANY, '--out', whole])).stdout).toBe((await schism(MANY)).stdout);
    expect(await schism(['merge', join(root, 'none'), '--out', whole])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/runs\.ndjson: there is no such file; /),
    });
    expect(await schism([...MANY, '--shard', '3/2', '--out', one])).toMatchObject({
      code: 2,
      stderr: '--shard 3/2: expected which part of how many, such as 2/8\n',
    });
    expect(await schism([...MANY, '--shard', '1/2'])).toMatchObject({
      code: 2,
      stderr: '--shard: a part of a sweep needs --out DIR, and --until is for the whole\n',
    });
  });
});

describe('a sweep on several cores', () => {
  // Threads run what was built, so this builds it: where its packages are found, and out of the way.
  const built = fileURLToPath(new URL('../../node_modules/.cache/schism-built/', import.meta.url));
  const main = join(built, 'dist', 'cli', 'main.js');
  beforeAll(() => {
    mkdirSync(built, { recursive: true });
    cpSync('package.json', join(built, 'package.json'));
    const compiled = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(built, 'dist')], {
      encoding: 'utf8',
    });
    expect(compiled).toMatchObject({ status: 0, stdout: '' });
  }, 60_000);

  it('should come to the same, to the last digit, with any number of workers', () => {
    const sweep = (workers: string): string => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [main, ...SWEEP, '--replications', '4', '--workers', workers, '--json'],
        { encoding: 'utf8' },
      );
      expect({ status, stderr: withoutProgress(stderr) }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const one = sweep('1');
    expect((JSON.parse(one) as SweepResult).points.map(({ runs }) => runs)).toEqual([4, 4, 4, 4]);
    expect(sweep('2')).toBe(one);
    expect(sweep('5')).toBe(one);
  });
});

describe('schism compare', () => {
  it('should say what differs between variants on the same luck, and of the rest that no difference is shown', async () => {
    const compared = await schism(['compare', 'test/cli/tiny.yaml', '--with', 'duration=2m', '--with', 'seed=9', '--replications', '6']);
    expect(compared).toMatchObject({ code: 0, stderr: '' });
    const [, longer = '', other = ''] = compared.stdout.split(/^B {2}/m);
    expect(longer).toMatch(
      /^duration=2m\n {3}messages\.sent +A [\d.]+, B [\d.]+: \+[\d.]+ \[[\d.]+ to [\d.]+\]; higher in 6, lower in 0, same in 0$/m,
    );
    // All variants have the same seeds, whatever they say.
    expect(other).toMatch(
      /^seed=9\n {3}no difference shown in any metric\n {3}no difference shown in 0 metrics that are not the same in every pair; \d+ are the same in all\n/,
    );
    expect(other).toContain('  schism run test/cli/tiny.yaml --set duration=2m --seed 0-1 --mls symbolic\n');
  });

  it('should leave a report with each metric pair by pair', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'schism-'));
    const { stdout } = await schism([
      'compare',
      'test/cli/tiny.yaml',
      '--with',
      'network.latency.constant=1s',
      '--replications',
      '6',
      '--out',
      folder,
      '--json',
    ]);
    expect(readFileSync(join(folder, 'comparison.json'), 'utf8')).toBe(stdout);
    expect(readdirSync(join(folder, 'charts'))).toContain('messages-latency-ms-p50-pairs.svg');
    expect(await schism(['report', folder])).toMatchObject({ code: 0 });
    rmSync(folder, { recursive: true });
  });

  it('should refuse what is nothing to compare, or too little to show anything', async () => {
    for (const [args, line] of [
      [['compare', 'test/cli/tiny.yaml'], /^compare: expected a second scenario, or a variant of the first: --with path=value\n$/],
      [
        ['compare', 'test/cli/tiny.yaml', '--with', 'seed=1', '--replications', '5'],
        /^--replications: expected a whole number from 6 on: /,
      ],
      [['compare', 'test/cli/tiny.yaml', '--with', 'duraton=1m'], /^--set duraton=1m: unknown key "duraton"/],
    ] as const) {
      const { code, stdout, stderr } = await schism(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(line);
    }
  });
});

describe('the text of a sweep', () => {
  it('should show shares in per cent with what they are counted from, and say what went wrong', () => {
    const values = [{ path: 'network.loss', value: '0.1' }];
    const share = { measure: 'a/b', value: 0.25, interval: { low: 0.1234, high: 0.4 }, runs: 4, part: 1_000, whole: 4_000, by_run: [] };
    const measures = [
      share,
      { measure: 'c', value: 12.345, interval: null, runs: 1, by_run: [12.345] },
      { measure: 'd', value: null, interval: null, runs: 0, by_run: [] },
    ];
    const text = sweepText({
      schism: '0',
      scenario: { name: 'a test' },
      command: 'schism sweep x',
      varied: [{ path: 'network.loss', unit: '', values: [{ value: '0.1', amount: 0.1 }] }],
      points: [{ values, runs: 4, failed: 2, violated: 1, measures, command: 'schism run x' }],
      left_out: 1,
      replications: 9,
      interrupted: true,
    });
    expect(text.split('\n')).toEqual([
      '1 point, 4 runs of 9: interrupted; 1 combination left out',
      'In brackets is what 95 % of draws of as many runs again give; of a share of runs, Wilson’s interval of 95 %.',
      '',
      'network.loss = 0.1   (4 runs)',
      '  a/b  25 %       [12.3 % to 40 %]  1,000 of 4,000',
      '  c    12.3       [no interval of one run]  1 run',
      '  d    nothing to say (0 runs)',
      '  in 2 runs an expectation of the scenario did not hold',
      '  IN 1 RUN AN INVARIANT DID NOT HOLD',
      '',
      'The first replication of the first point alone:',
      '  schism run x',
      '',
    ]);
  });
});
