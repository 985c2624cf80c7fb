/**
 * Every metric of the catalogue, each with the smallest story in which it is 1; of what is no count, with one in which its value is
 * known and not what it is when nothing happens.
 */
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/observe/catalogue.js';
import { metricAt, metricOf } from '../../src/observe/metric-path.js';
import type { RunOutcome } from '../../src/observe/run-result.js';
import { SMALLEST } from './smallest-stories/all.js';
import type { Told } from './smallest-stories/telling.js';
import { Story } from './story.js';

const ended = (done: Told): RunOutcome => (done instanceof Story ? done.end() : done);

describe('every metric', () => {
  it.each(SMALLEST)('should be what it is where $story', ({ tell, values }) => {
    const { metrics, violations } = ended(tell(new Story()));
    expect(Object.fromEntries(Object.keys(values).map((path) => [path, metricAt(metrics, path)]))).toEqual(values);
    expect(violations).toEqual([]);
  });

  it('should have such a story, in which a count is 1 and anything else is not as if nothing happened', () => {
    const quiet = new Story().end().metrics;
    const shown = SMALLEST.flatMap(({ values }) => Object.entries(values));
    for (const [path, value] of shown) {
      if (metricOf(path)?.kind === 'count') expect(value, path).toBe(1);
      expect(metricAt(quiet, path), path).not.toEqual(value);
    }
    const paths = new Set(shown.map(([path]) => metricOf(path)?.path));
    expect(CATALOGUE.map(({ path }) => path).filter((path) => !paths.has(path))).toEqual([]);
  });
});
