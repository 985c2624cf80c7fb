/**
 * A check that cannot fail is worse than none. In a small copy of the project, under the real configurations, one violation of each
 * kind is planted in a file of its own. The check that should refuse it has to name that file, and none that breaks no rule.
 */
import { readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayImport, TABLE } from './import-table.js';
import { type Diagnostic, PlantedCopy } from './planted-copy.js';

/** What Biome refuses, and the rule that says so. Planted as `src/kernel/planted-<number>.ts` unless it names its place. */
const LINTED: readonly { readonly what: string; readonly rule: string; readonly code: string; readonly at?: string }[] = [
  { what: 'Math.random', rule: 'plugin', code: 'export const planted = Math.random();' },
  { what: 'Date.now', rule: 'plugin', code: 'export const planted = Date.now();' },
  { what: 'new Date', rule: 'plugin', code: 'export const planted = new Date(0);' },
  { what: 'localeCompare', rule: 'plugin', code: "export const planted = 'a'.localeCompare('b');" },
  { what: 'toLocaleString', rule: 'plugin', code: 'export const planted = (1).toLocaleString();' },
  { what: 'getRandomValues', rule: 'plugin', code: 'export const planted = crypto.getRandomValues(new Uint8Array(1));' },
  { what: 'Date as a value', rule: 'lint/style/noRestrictedGlobals', code: 'export const planted = Date;' },
  { what: 'performance.now', rule: 'lint/style/noRestrictedGlobals', code: 'export const planted = performance.now();' },
  { what: 'process.env', rule: 'lint/style/noRestrictedGlobals', code: 'export const planted = process.env.HOME;' },
  { what: 'setTimeout', rule: 'lint/style/noRestrictedGlobals', code: 'setTimeout(() => undefined, 1);' },
  { what: 'Intl', rule: 'lint/style/noRestrictedGlobals', code: 'export const planted = new Intl.Collator();' },
  { what: 'Buffer', rule: 'lint/style/noRestrictedGlobals', code: "export const planted = Buffer.from('a');" },
  {
    what: 'Date beside node:crypto',
    rule: 'lint/style/noRestrictedGlobals',
    code: 'export const planted = Date;',
    at: 'src/room/crypto.ts',
  },
  { what: 'node: in the core', rule: 'lint/correctness/noNodejsModules', code: "export { readFileSync } from 'node:fs';" },
  {
    what: 'a floating promise',
    rule: 'lint/nursery/noFloatingPromises',
    code: 'const later = async (): Promise<void> => {};\nexport const planted = (): void => {\n  later();\n};',
  },
  {
    what: 'half a circle of imports',
    rule: 'lint/suspicious/noImportCycles',
    code: "export type { B as A } from './circle-b.js';",
    at: 'src/kernel/circle-a.ts',
  },
  {
    what: 'its other half',
    rule: 'lint/suspicious/noImportCycles',
    code: "export type { A as B } from './circle-a.js';",
    at: 'src/kernel/circle-b.ts',
  },
  { what: 'a package that is not declared', rule: 'lint/correctness/noUndeclaredDependencies', code: "export * from 'rolldown';" },
  { what: 'any', rule: 'lint/suspicious/noExplicitAny', code: 'export type Planted = any;' },
  { what: 'bad formatting', rule: 'format', code: 'export const planted  =  "a"' },
];
const planted = LINTED.map((violation, index) => ({ ...violation, path: violation.at ?? `src/kernel/planted-${index}.ts` }));

/** The same words where they are allowed. */
const INNOCENT: Readonly<Record<string, string>> = {
  'src/mls/real/allowed.ts':
    "import { createHash } from 'node:crypto';\n\nexport const hash = (): Buffer => createHash('sha256').digest();\n",
  'src/cli/main.ts':
    "import { used } from '../kernel/used.js';\n\nexport const now = (): string => new Date(used * Math.random()).toLocaleString();\n",
  'src/index.ts': "export { used } from './kernel/used.js';\n",
  'bench/main.ts': "import { used } from '../src/kernel/used.js';\n\nprocess.exitCode = used;\n",
};

const UNUSED = 'export const used = 1;\nexport const unusedValue = 2;\nexport type UnusedType = string;\n';

/** A file of a room that imports from every room, one a line. What it imports need not exist. */
function importsFromEveryRoom(room: string): readonly [path: string, text: string] {
  const path = room.endsWith('.ts') ? `src/${room}` : `src/${room}/imports.ts`;
  const lines = TABLE.map(({ room: to }, index) => {
    const specifier = posix.relative(dirname(path), to.endsWith('.ts') ? `src/${to.slice(0, -3)}.js` : `src/${to}/x.js`);
    return `import type { T${index} } from '${specifier.startsWith('.') ? specifier : `./${specifier}`}';`;
  });
  return [path, lines.join('\n')];
}

describe('verify, over planted violations', () => {
  let copy: PlantedCopy;
  let linted: readonly Diagnostic[];
  /** What the linter says of a second copy, in which every room imports from every room. */
  let imports: readonly Diagnostic[];

  beforeAll(async () => {
    copy = new PlantedCopy({
      ...INNOCENT,
      ...Object.fromEntries(planted.map(({ path, code }) => [path, `${code}\n`])),
      'src/kernel/used.ts': UNUSED,
      'src/kernel/mistyped.ts': "export const mistyped: number = 'a';\n",
    });
    const everyImport = new PlantedCopy(Object.fromEntries(TABLE.map(({ room }) => importsFromEveryRoom(room))));
    [linted, imports] = await Promise.all([copy.lint(), everyImport.lint()]);
    everyImport.remove();
  });

  afterAll(() => copy.remove());

  it.each(planted)('should refuse $what', ({ path, rule }) => {
    expect(linted.filter((found) => found.path === path).map((found) => found.rule)).toContain(rule);
  });

  it('should not refuse the same words where they are allowed', () => {
    const guilty = planted.map(({ path }) => path);
    expect(linted.filter(({ path }) => !guilty.includes(path))).toEqual([]);
  });

  it.each(TABLE)('should refuse from $room exactly the imports that the table does not name', ({ room }) => {
    const [path] = importsFromEveryRoom(room);
    const found = imports.filter((diagnostic) => diagnostic.path === path && diagnostic.rule === 'lint/style/noRestrictedImports');
    const lines = new Set(found.map(({ line }) => line));
    const rooms = TABLE.map((row) => row.room);
    expect(rooms.filter((_, index) => lines.has(index + 1))).toEqual(rooms.filter((to) => !mayImport(room, to, true)));
  });

  it('should refuse a type error, and fail', async () => {
    const { passed, output } = await copy.run('types', '--pretty', 'false');
    expect(output).toContain('src/kernel/mistyped.ts(1,14): error TS2322');
    expect(passed).toBe(false);
  });

  it('should refuse an unused file, export and type, and fail', async () => {
    const { passed, output } = await copy.run('unused');
    expect(output).toMatch(/^src\/kernel\/mistyped\.ts/m);
    expect(output).toMatch(/^unusedValue .*src\/kernel\/used\.ts/m);
    expect(output).toMatch(/^UnusedType .*src\/kernel\/used\.ts/m);
    expect(output).not.toMatch(/^used\b|^(?:src\/index|src\/cli\/main|bench\/main)\.ts/m);
    expect(passed).toBe(false);
  });

  it('should consist of the scripts that were run here, and of the tests', () => {
    const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
    expect(scripts).toMatchObject({
      test: 'npm run verify',
      verify: 'npm run lint && npm run types && npm run unused && npm run coverage',
      coverage: 'vitest run --coverage',
    });
  });
});
