/** Files that somebody edited, or that are of another run, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { runFiles } from '../../src/report/run-files.js';
import { EVERY_FAULT, reported, told } from './running.js';

const run = await told(EVERY_FAULT);
const [result, series] = [reported(run, { name: 'a test', about: 'why' }), run.series];
const read = (one: object, other: object) => runFiles(JSON.stringify(one), JSON.stringify(other));

describe('runFiles', () => {
  it('should read back what was written', () => {
    const files = read(result, series);
    expect(files).toMatchObject({ ok: true, series });
    expect(files.ok && files.run).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it.each([
    ['a text', 'result', () => runFiles('{', JSON.stringify(series)), 'this is not JSON, or only a part of it'],
    ['a number', 'result', () => runFiles('3', JSON.stringify(series)), 'expected object'],
    ['no name', 'result', () => read({ ...result, scenario: {} }, series), 'scenario.name: '],
    [
      'a metric that is a text',
      'result',
      () => read({ ...result, metrics: { ...result.metrics, commits: { ...result.metrics.commits, lost: '1' } } }, series),
      'metrics.commits.lost: ',
    ],
    ['another version', 'series', () => read(result, { ...series, schism_series: 2 }), 'this is not a series of version 1'],
    ['another run', 'series', () => read(result, { ...series, fingerprint: 'f' }), 'of another run'],
    [
      'a fault of no kind',
      'series',
      () => read(result, { ...series, faults: [{ kind: 'flood', name: 'a', from_ms: 0, to_ms: 1 }] }),
      'faults.0.kind: ',
    ],
    ['a list that is missing', 'series', () => read(result, { ...series, clocks: undefined }), 'clocks: '],
    [
      'outcomes of different length',
      'series',
      () => read(result, { ...series, messages: { ...series.messages, pairs: { ...series.messages.pairs, fork: [1] } } }),
      'messages.pairs',
    ],
  ] as const)('should say in one line what is wrong with %s', (_what, file, reading, message) => {
    const files = reading();
    expect(files.ok ? [] : files.problems).toEqual([{ file, message: expect.stringContaining(message) }]);
    if (!files.ok) expect(files.problems.map((problem) => problem.message).join()).not.toContain('\n');
  });

  it('should say it of both files', () => {
    const files = runFiles('', '');
    expect(files.ok ? [] : files.problems.map(({ file }) => file)).toEqual(['result', 'series']);
  });
});
