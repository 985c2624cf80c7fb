import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { scenarioDocuments } from './document.arbitrary.js';

/** The data with one part of it, chosen by the numbers, replaced. */
const replaced = (data: unknown, [first, ...rest]: readonly number[], value: unknown): unknown => {
  if (first === undefined || typeof data !== 'object' || data === null) return value;
  const keys = Object.keys(data);
  const key = keys[first % keys.length];
  if (key === undefined) return value;
  const inner = replaced(Reflect.get(data, key), rest, value);
  return Array.isArray(data) ? data.with(Number(key), inner) : { ...data, [key]: inner };
};

/** A problem is one line of text, about a line that there is. */
const expectGoodProblems = (text: string) => {
  const loaded = loadScenario({ file: 'x.yaml', text });
  if (loaded.ok) return;
  expect(loaded.problems.length).toBeGreaterThan(0);
  for (const problem of loaded.problems) {
    if ('option' in problem) throw new Error('no option was given');
    expect(problem.message).not.toContain('\n');
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(text.split('\n').length);
    expect(problem.column).toBeGreaterThanOrEqual(1);
  }
};

describe('loadScenario', () => {
  it('should tell where the problem lies, and never throw, if any part of a document is anything else', () => {
    fc.assert(
      fc.property(scenarioDocuments, fc.array(fc.nat({ max: 12 }), { maxLength: 5 }), fc.jsonValue(), (document, path, value) => {
        expectGoodProblems(JSON.stringify(replaced(document, path, value), null, 2));
      }),
      { numRuns: 200 },
    );
  });

  it('should tell where the problem lies, and never throw, if the file is any text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'schim: 1\n-[]{}"\'&*!|>%@#,?a\t') }), expectGoodProblems), {
      numRuns: 20000,
    });
  });
});
