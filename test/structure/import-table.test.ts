/** The import table, the law of determinism and the portable core, held against every file of `src/`. */
import { describe, expect, it } from 'vitest';
import { sourceFile, sourceFiles } from './source-file.js';
import { againstTable, importCycles, machineWords, nodeInCore, silencedRules, valuesInFacts } from './structure-checks.js';

const files = sourceFiles('.', 'src');

describe('src', () => {
  it('should import only what the table allows', () => {
    expect(againstTable(files)).toEqual([]);
  });

  it('should have no circle of imports, types counted', () => {
    expect(importCycles(files)).toEqual([]);
  });

  it('should hold only types in facts/', () => {
    expect(valuesInFacts(files)).toEqual([]);
  });

  it('should import node: only outside the portable core, in room/crypto.ts and in mls/real/', () => {
    expect(nodeInCore(files)).toEqual([]);
  });

  it('should take neither time, chance, locale nor surroundings from the machine in the portable core', () => {
    expect(machineWords(files)).toEqual([]);
  });

  it('should silence no rule of structure', () => {
    expect(silencedRules(files)).toEqual([]);
  });

  it('should import only files that exist', () => {
    const paths = new Set(files.map((file) => file.path));
    const missing = files.flatMap((file) =>
      file.imports.flatMap(({ target }) => (target === undefined || paths.has(target) ? [] : [target])),
    );
    expect(missing).toEqual([]);
  });
});

describe('sourceFile', () => {
  const importsOf = (text: string) => sourceFile('src/client/device.ts', text).imports;

  it('should find every form of import', () => {
    const text = `import { a, type B } from '../names.js';
import type {
  C,
} from './c.js';
import * as d from "node:fs";
import './effect.js';
export type { E } from '../room/e.js';
export * from '../mls/engine.js';
const late = await import('../api/late.js');
type F = import('../kernel/time.js').Instant;
`;
    expect(importsOf(text)).toEqual([
      { specifier: '../names.js', typeOnly: false, target: 'src/names.ts' },
      { specifier: './c.js', typeOnly: true, target: 'src/client/c.ts' },
      { specifier: 'node:fs', typeOnly: false },
      { specifier: './effect.js', typeOnly: false, target: 'src/client/effect.ts' },
      { specifier: '../room/e.js', typeOnly: true, target: 'src/room/e.ts' },
      { specifier: '../mls/engine.js', typeOnly: false, target: 'src/mls/engine.ts' },
      { specifier: '../api/late.js', typeOnly: false, target: 'src/api/late.ts' },
      { specifier: '../kernel/time.js', typeOnly: false, target: 'src/kernel/time.ts' },
    ]);
  });

  it('should tell code from comments, strings, templates and regular expressions', () => {
    const text = [
      "// import { a } from '../cli/a.js';",
      "/* import('../cli/b.js') */ const text = \"import('../cli/c.js')\";",
      "const nested = `import('../cli/d.js') ${list.map((x) => `${x} ${{ y: 1 }.y} import('../cli/e.js')`)} }`;",
      'const quote = /[`\'"/]/.test(text), half = a / b / c;',
      "const seen = `${await import('../names.js')}`;",
    ].join('\n');
    expect(importsOf(text).map(({ specifier }) => specifier)).toEqual(['../names.js']);
  });
});
