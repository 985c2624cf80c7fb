/** The project as a whole: what lies where, and what no file may hold. Only files that git knows or would add are looked at. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const TOP_LEVEL =
  /^(?:package(?:-lock)?\.json|tsconfig(?:\.\w+)?\.json|src|scenarios|reports|test|README\.md|biome\.json|knip\.json|vitest\.config\.ts|\.gitignore|\.ci|bench|schema|patches)$/;

/** Written so that none of them matches its own line here. */
const NOWHERE: readonly (readonly [string, RegExp])[] = [
  ['a path of one machine', /(?<![\w.)\]}])[/]work(?![\w-])|\.\.[/]shared\b/],
  ['the host of a package registry', /\bregistry\.[\w-]+\.|\bnpmjs\.(?:org|com)|artifactor[y]/i],
  ['unfinished work', /\bTO[D]O\b|\bFIX[M]E\b/],
];

const listing = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
});
const paths = listing.split('\0').filter((path) => path !== '' && existsSync(path));
/** What a person writes; a report's page is built, and holds the code of others. */
const isText = (path: string): boolean =>
  !/^reports\/.*\.html$/.test(path) && /(?:\.(?:ts|js|mjs|json|ya?ml|md|html|css|grit|patch|svg|txt)|\/run|ignore)$/.test(path);

describe('the project', () => {
  it('should have only the agreed names at its top', () => {
    expect([...new Set(paths.map((path) => path.split('/')[0] ?? ''))].filter((name) => !TOP_LEVEL.test(name))).toEqual([]);
  });

  it.each(NOWHERE)('should name %s nowhere', (_what, pattern) => {
    const found = paths.filter(isText).flatMap((path) => {
      const lines = readFileSync(path, 'utf8').split('\n');
      return lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : []));
    });
    expect(found).toEqual([]);
  });

  it('should know what it forbids', () => {
    const samples = [
      ['/wo', 'rk/main'],
      ['../sha', 'red/spec'],
      ['https://registry', '.example.org/'],
      ['// TO', 'DO: later'],
    ].map((parts) => parts.join(''));
    for (const sample of samples) expect(NOWHERE.filter(([, pattern]) => pattern.test(sample))).toHaveLength(1);
    for (const innocent of ['../workload/arrivals.js', 'https://spec.matrix.org/', 'todo list']) {
      expect(NOWHERE.filter(([, pattern]) => pattern.test(innocent))).toEqual([]);
    }
    for (const name of ['src2', 'utils', 'NOTES.md', 'tsconfig']) expect(TOP_LEVEL.test(name)).toBe(false);
  });

  it('should keep one idea a file, which fits in 250 lines, or 400 where it is a list of examples', () => {
    const long = paths
      .filter((path) => /^(?:src|test|bench)\/.*\.ts$/.test(path))
      .flatMap((path) => {
        const lines = readFileSync(path, 'utf8').split('\n').length - 1;
        return lines > (path.startsWith('test/') ? 400 : 250) ? [`${path}: ${lines} lines`] : [];
      });
    expect(long).toEqual([]);
  });
});
