/**
 * The property tests that the README gives to other people, in a project of theirs: types and all, against the package as it is packed,
 * which is built for it anew.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = mkdtempSync(join(tmpdir(), 'schism-'));
const packages = join(project, 'node_modules');
const bin = resolve('node_modules/.bin');
const [, block = ''] = /```ts\n(import fc from 'fast-check';[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];

/** Exit code and all that was printed. */
function ran(command: string, ...words: readonly string[]): { readonly status: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(join(bin, command), words, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, CI: 'true' },
  });
  return { status, text: stdout + stderr };
}
const typed = (file: string) => ran('tsc', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', file);
const tested = (file: string) => ran('vitest', 'run', '--root', project, file);

beforeAll(() => {
  const packed = join(project, 'packed');
  mkdirSync(packed);
  for (const path of ['package.json', 'README.md', 'schema']) cpSync(path, join(packed, path), { recursive: true });
  execFileSync(join(bin, 'tsc'), ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(packed, 'dist')]);
  const [tarball] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts'], { cwd: packed, encoding: 'utf8' })) as readonly {
    readonly filename: string; // what npm prints
  }[];
  mkdirSync(join(packages, 'schism'), { recursive: true });
  execFileSync('tar', ['xzf', join(packed, tarball?.filename ?? ''), '-C', join(packages, 'schism'), '--strip-components=1']);
  // What npm would install beside it.
  for (const name of readdirSync('node_modules'))
    if (!name.startsWith('.') && name !== 'schism') symlinkSync(resolve('node_modules', name), join(packages, name));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'theirs', type: 'module' }));
  writeFileSync(join(project, 'readme.test.ts'), block);
  writeFileSync(
    join(project, 'false.test.ts'),
    block.replaceAll('powers: [1]', 'powers: [2]').replace('numRuns: 20', 'numRuns: 200, seed: 1'),
  );
  writeFileSync(join(project, 'wrong.test.ts'), block.replace('conflicted_epochs', 'conflicted_epoch'));
}, 120_000);
afterAll(() => rmSync(project, { recursive: true }));

describe('the property tests of the README', () => {
  it('should hold, with the types that the package has', () => {
    expect(block).toContain("from 'schism'");
    expect(typed('readme.test.ts')).toEqual({ status: 0, text: '' });
    expect(tested('readme.test.ts')).toMatchObject({ status: 0, text: expect.stringMatching(/Tests.*2 passed/) });
  }, 120_000);

  it('should fail where what they claim is false, with a scenario that shows it, and where a name is wrong', () => {
    expect(typed('wrong.test.ts')).toMatchObject({ status: expect.any(Number), text: expect.stringContaining("'conflicted_epoch'") });
    const { status, text } = tested('false.test.ts');
    expect({ status, text }).toMatchObject({ status: 1, text: expect.stringMatching(/Tests.*1 failed.*1 passed/) });
    expect(text).toContain('Counterexample: [{"schism":1');
  }, 120_000);
});
