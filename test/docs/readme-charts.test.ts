/** The README's list of charts against the charts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOTHING, told } from '../report/running.js';

describe('the README', () => {
  it('should name every chart with its question, and no other', async () => {
    const text = readFileSync('README.md', 'utf8');
    const table = text.slice(text.indexOf('| chart | its question |')).split('\n\n')[0] ?? '';
    const named = [...table.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, name, question]) => [name, question]);
    expect(named).toEqual((await told(NOTHING)).charts.map(({ name, title }) => [name, title]));
  });
});
