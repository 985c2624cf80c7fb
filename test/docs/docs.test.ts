/** Documents that are generated: `npm run docs` writes them anew, and here a stale one fails. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/observe/catalogue.js';
import { FACT_FIELDS } from '../../src/observe/fact-fields.js';
import { readFactFile } from './fact-types.js';
import { factFiles, factsDocument } from './facts-document.js';
import { withMetricsSection } from './metrics-section.js';
import { withWindowTable } from './window-table.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('schema/facts.md', () => {
  it('should be what the types of facts say', async () => {
    await expect(factsDocument()).toMatchFileSnapshot('../../schema/facts.md');
  });

  it('should tell of every kind of fact and all its fields', () => {
    const kinds = factFiles.flatMap(({ groups }) => groups).flatMap((group) => group.kinds);
    const found = kinds.map(({ name, fields }) => [name, fields.map((field) => field.name).sort()] as const);
    expect(new Map(found)).toEqual(new Map([...FACT_FIELDS].map(([kind, fields]) => [kind, [...fields].sort()])));
    expect(found).toHaveLength(FACT_FIELDS.size);
  });

  it.each([
    ['no comment', "export type XFact =\n  | { readonly kind: 'a' };"],
    ['a kind before any comment', "/** X. */\nexport type XFact =\n  | { readonly kind: 'a' };"],
    ['an optional field', "/** X. */\nexport type XFact =\n  /** A. */\n  | { readonly kind: 'a'; readonly b?: number };"],
    ['a field that is not readonly', "/** X. */\nexport type XFact =\n  /** A. */\n  | { readonly kind: 'a'; b: number };"],
    ['a member by name', '/** X. */\nexport type XFact =\n  /** A. */\n  | Other;'],
    ['no union', '/** X. */\nexport interface XFact {}'],
  ])('should not be written from types with %s', (_what, text) => {
    expect(() => readFactFile(text)).toThrow(/^expected /);
  });
});

describe('the README', () => {
  it('should have the metrics as the catalogue says, and what a window does as its runs say', async () => {
    await expect(withMetricsSection(await withWindowTable(readme))).toMatchFileSnapshot('../../README.md');
  });
});

describe("the README's table of metrics", () => {
  it('should name every metric', () => {
    const table = withMetricsSection('<!-- metrics: begin (npm run docs) --><!-- metrics: end -->');
    const spelled = table.replaceAll(/`(.*)\.\{count,p50,p95,p99,max\}`/g, '`$1.count` `$1.p50` `$1.p95` `$1.p99` `$1.max`');
    expect(CATALOGUE.filter(({ path }) => !spelled.includes(`\`${path}\``))).toEqual([]);
    expect(() => withMetricsSection('no marks')).toThrow('expected one');
  });
});
