import { describe, expect, it } from 'vitest';
import { type Expectation, evaluate } from '../../src/observe/expectations.js';
import { Story } from './story.js';

const story = new Story();
for (const at of [1, 2, 3]) story.accept('@a:a.example/1' as never, story.submit('@a:a.example/1' as never, at));
const { metrics } = story.end();

describe('evaluate', () => {
  it.each<[path: string, operator: Expectation['operator'], literal: Expectation['literal'], held: boolean]>([
    ['messages.sent', '==', 3, true],
    ['messages.sent', '!=', 3, false],
    ['messages.sent', '<', 3, false],
    ['messages.sent', '<=', 3, true],
    ['messages.sent', '>', 2.5, true],
    ['messages.sent', '>=', 4, false],
    ['agreement.final', '==', true, true],
    ['agreement.final', '!=', true, false],
    ['events.rejected.9.3', '==', 0, true],
    ['messages.latency_ms.p50', '!=', 5, false],
    ['messages.latency_ms.p50', '<', 5, false],
  ])('should decide %s %s %j: %s', (path, operator, literal, held) => {
    const text = `${path} ${operator} ${literal}`;
    expect(evaluate({ text, path, operator, literal }, metrics)).toMatchObject({ expect: text, held });
  });

  it('should tell the value that it found', () => {
    const actual = (path: string) => evaluate({ text: '', path, operator: '==', literal: 0 }, metrics).actual;
    expect(actual('messages.pairs')).toBe(6);
    expect(actual('messages.latency_ms.p99')).toBe(null);
  });
});
