/** The structure checks, on planted files: each has to refuse what it is there for, and nothing else. */
import { describe, expect, it } from 'vitest';
import { sourceFile } from './source-file.js';
import { againstTable, importCycles, machineWords, nodeInCore, silencedRules, valuesInFacts } from './structure-checks.js';

const files = (texts: Readonly<Record<string, string>>) => Object.entries(texts).map(([path, text]) => sourceFile(path, text));

describe('againstTable', () => {
  it.each([
    ['src/kernel/loop.ts', "import type { Pdu } from '../room/event.js';"],
    ['src/room/dag.ts', "import { reading } from './msc4256/reading.js';"],
    ['src/mls/real/engine.ts', "import { draw } from '../../kernel/draw.js';"],
    ['src/facts/commit-facts.ts', "import { instant } from '../kernel/time.js';"],
    ['src/facts/commit-facts.ts', "import type { Device } from '../client/device.js';"],
    ['src/workload/arrivals.ts', "import { device } from '../client/device.js';"],
    ['src/report/page.ts', "import type { World } from '../simulation/world.js';"],
    ['src/report/page.ts', "const late = import('../simulation/world.js');"],
    ['src/homeserver/sync.ts', "import { x } from './../network/link.js';"],
    ['src/client/device.ts', "import { schism } from '../index.js';"],
    ['src/client/device.ts', "import { fixture } from '../../test/client/fixture.js';"],
    ['src/elsewhere/thing.ts', ''],
  ])('should refuse %s: %s', (path, text) => {
    expect(againstTable(files({ [path]: text }))).toHaveLength(1);
  });

  it.each([
    ['src/kernel/loop.ts', "import type { NodeName } from '../names.js';"],
    ['src/room/msc4256/routing.ts', "import { dag } from '../dag.js';"],
    ['src/homeserver/sync.ts', "import { reading } from '../room/msc4256/reading.js';"],
    ['src/facts/commit-facts.ts', "import type { Instant } from '../kernel/time.js';"],
    ['src/workload/arrivals.ts', "import type { Device } from '../client/device.js';"],
    ['src/cli/run.ts', "const { run } = await import('../simulation/run.js');"],
  ])('should allow %s: %s', (path, text) => {
    expect(againstTable(files({ [path]: text }))).toEqual([]);
  });
});

describe('importCycles', () => {
  it('should name a circle once, also one of types', () => {
    const circle = files({
      'src/room/a.ts': "import type { B } from './b.js';",
      'src/room/b.ts': "export * from './c.js';\nimport { d } from './d.js';",
      'src/room/c.ts': "import { a } from './a.js';\nimport { d } from './d.js';",
      'src/room/d.ts': '',
    });
    expect(importCycles(circle)).toEqual(['src/room/a.ts -> src/room/b.ts -> src/room/c.ts -> src/room/a.ts']);
  });
});

describe('valuesInFacts', () => {
  it.each(['export const kinds = [];', 'const kinds = [];', 'export function kind() {}', "export * from './a.js';"])(
    'should refuse %s',
    (text) => {
      expect(valuesInFacts(files({ 'src/facts/index.ts': text }))).toHaveLength(1);
    },
  );

  it('should allow types', () => {
    const text = "import type { A } from './a.js';\nexport type * from './a.js';\nexport interface B {\n  readonly const: A;\n}\n";
    expect(valuesInFacts(files({ 'src/facts/index.ts': text, 'src/observe/a.ts': 'export const a = 1;' }))).toEqual([]);
  });
});

describe('nodeInCore', () => {
  it('should refuse Node, with and without its prefix, and a computed import', () => {
    const texts = {
      'src/room/hash.ts': "import { createHash } from 'node:crypto';",
      'src/mls/a.ts': "import fs from 'fs';",
      'src/api/b.ts': 'import(name);',
    };
    expect(nodeInCore(files(texts))).toHaveLength(3);
  });

  it('should allow it in room/crypto.ts, mls/real/ and outside the core', () => {
    const text = "import { createHash } from 'node:crypto';";
    expect(nodeInCore(files({ 'src/room/crypto.ts': text, 'src/mls/real/suite.ts': text, 'src/cli/main.ts': text }))).toEqual([]);
  });
});

describe('machineWords', () => {
  it.each([
    'Date.now()',
    'new Date(0)',
    'performance.now()',
    'Math.random()',
    "Math['random']()",
    'const { random } = Math;',
    'crypto.getRandomValues(bytes)',
    "import { randomBytes } from 'node:crypto';",
    'setTimeout(run, 1)',
    'queueMicrotask(run)',
    'process.env.HOME',
    'globalThis.Date',
    'new Intl.Collator()',
    'a.localeCompare(b)',
    'n.toLocaleString()',
    'seedrandom()',
    "seedrandom('a', { global: true })",
    '`${Date.now()}`',
    'let count = 0;',
    'export const memo = new Map<string, number>();',
    'const seen: string[] = [];',
  ])('should refuse %s', (text) => {
    expect(machineWords(files({ 'src/mls/real/a.ts': text }))).toHaveLength(1);
    expect(machineWords(files({ 'src/experiment/a.ts': text }))).toEqual([]);
  });

  it.each([
    '// Date.now() is not for us',
    "const text = 'Math.random()';",
    'rng.randomBytes(8)',
    'const dated = updateDate(x);',
    'if (a) {\n  let b = 1;\n}',
    'const none: readonly string[] = [];',
    'const powers: ReadonlyMap<string, number> = new Map([["a", 1]]);',
  ])('should allow %s', (text) => {
    expect(machineWords(files({ 'src/kernel/a.ts': text }))).toEqual([]);
  });
});

describe('silencedRules', () => {
  it('should refuse a comment that switches a rule of structure or the compiler off', () => {
    const rules = [
      'lint/style/noRestrictedImports',
      'lint/plugin',
      'lint/correctness/noNodejsModules',
      'lint: all',
      'lint/suspicious/noImportCycles',
    ];
    const silenced = [
      ...rules.map((rule) => `// biome-ignore ${rule}: because`),
      '// @ts-expect-error',
      '// biome-ignore-all lint/plugin: because',
    ];
    for (const text of silenced) expect(silencedRules(files({ 'src/a.ts': text }))).toHaveLength(1);
    expect(silencedRules(files({ 'src/a.ts': '// biome-ignore lint/suspicious/noBitwiseOperators: a hash' }))).toEqual([]);
  });
});
