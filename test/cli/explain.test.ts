/** `schism explain` and `schism export`, as a user types them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { questionOf } from '../../src/cli/explain-question.js';
import { schism } from './schism.js';

const root = mkdtempSync(join(tmpdir(), 'schism-'));
const kept = join(root, 'kept');
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(async () => {
  const { code, stderr } = await schism(['run', 'test/cli/tiny.yaml', '--mls', 'symbolic', '--out', kept, '--trace']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

const asked = (...words: readonly string[]) => schism(['explain', kept, ...words]);

describe('schism explain', () => {
  it('should answer in sentences with the lines of the facts behind each', async () => {
    const { code, stdout, stderr } = await asked('message', '1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, line = '0'] = /encrypted it at [^[]*\[(\d+)\]/.exec(stdout.replaceAll(/\n {4}/g, ' ')) ?? [];
    const fact = JSON.parse(readFileSync(join(kept, 'trace.ndjson'), 'utf8').split('\n')[Number(line) - 1] ?? '') as object;
    expect(fact).toMatchObject({ kind: 'message_submitted', message: /Message 1, (\S+)/.exec(stdout)?.[1] });
    expect(stdout).toContain('1 of 1 read it');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Numbers in brackets are lines of ${join(kept, 'trace.ndjson')}.`);
  });

  it('should say what there is to ask about, and answer as JSON', async () => {
    const { stdout } = await asked();
    expect(stdout).toMatch(/^What to ask about\n/);
    expect(stdout).toContain('Every message was read by every device that it was meant for.');
    const { code, stdout: json } = await asked('server', 'a', 'at', '0:30', '--json');
    expect({ code, answer: JSON.parse(json) }).toMatchObject({
      code: 0,
      answer: { question: 'server a at 0:30', title: 'Server a.example at 0:00:30.000', sentences: expect.any(Array) },
    });
  });

  it('should say what it does not know, in one line, with what was meant', async () => {
    for (const [words, line] of [
      [['why'], /^explain: "why" is no question: ask "message M \[on DEVICE\]", "commit C" or "server S at TIME", or nothing, .*\n$/],
      [['server', 'a', 'at', 'noon'], /^explain: "noon" is no time of a run: write 12:31 .*\n$/],
      [['server', 'c.example', 'at', '0:30'], /^explain: there is no server "c\.example" to ask about, did you mean "[ab]\.example"\?\n$/],
      [['message', '99'], /^explain: there is no message "99" to ask about; there are \d+, from \S+ on\n$/],
      [
        ['message', '1', 'on', '@bobb:b.example/1'],
        /^explain: there is no device "@bobb:b\.example\/1" to ask about, did you mean "\S+"\?\n$/,
      ],
      [['commit', 'x'], /^explain: there is no commit "x" to ask about; there \S+ .*\n$/],
    ] as const) {
      const { code, stdout, stderr } = await asked(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(line);
    }
  });

  it('should need the trace of this very run, and say how to come by it', async () => {
    const folder = join(root, 'bare');
    cpSync(join(kept, 'result.json'), join(folder, 'result.json'), { recursive: true });
    const result = join(folder, 'result.json');
    const again = `schism run ${result} --out ${folder} --trace writes it`;
    expect(await schism(['explain', folder])).toEqual({
      code: 2,
      stdout: '',
      stderr: `${join(folder, 'trace.ndjson')}: there is no such file; ${again}\n`,
    });
    writeFileSync(join(folder, 'trace.ndjson'), readFileSync(join(kept, 'trace.ndjson'), 'utf8').split('\n').slice(0, 9).join('\n'));
    const { code, stderr } = await schism(['explain', folder]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/: it is of another run, or only a part of it: it has 9 facts, /),
    });
    writeFileSync(result, '{');
    expect((await schism(['explain', folder])).stderr).toBe(`${result}: this is not JSON, or only a part of it\n`);
  });
});

describe('schism export', () => {
  it('should print the run for another tool, and need a trace and a format that there is', async () => {
    const [tardis, shiviz, perfetto] = await Promise.all(
      ['tardis', 'shiviz', 'perfetto'].map((format) => schism(['export', kept, format])),
    );
    expect([tardis, shiviz, perfetto].map((result) => [result?.code, result?.stderr])).toEqual(Array(3).fill([0, '']));
    expect(JSON.parse(tardis?.stdout ?? '')).toMatchObject({ tardis_version: 1 });
    expect(shiviz?.stdout).toMatch(/^\(\?<time>/);
    expect(JSON.parse(perfetto?.stdout ?? '')).toMatchObject({ displayTimeUnit: 'ms' });
    expect(await schism(['export', kept, 'svg'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('tardis') });
    const { code, stderr } = await schism(['export', join(root, 'none'), 'tardis']);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/trace\.ndjson: there is no such file; schism run .* --trace writes it\n$/),
    });
  });
});

describe('a question', () => {
  it('should be one of three forms, in one word or in several, with a time by the clock or as a length', () => {
    expect(questionOf([])).toEqual({ kind: 'overview' });
    expect(questionOf(['message 12 on @b:b/1'])).toEqual({ kind: 'message', message: '12', device: '@b:b/1' });
    expect(questionOf(['commit', '@a:a/1#2'])).toEqual({ kind: 'commit', commit: '@a:a/1#2' });
    for (const [time, at] of [
      ['12:31', 751_000_000],
      ['1:02:03.5', 3_723_500_000],
      ['1.5m', 90_000_000],
    ] as const)
      expect(questionOf(['server', 'b', 'at', time])).toEqual({ kind: 'server', server: 'b', at });
  });
});
