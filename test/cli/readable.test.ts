import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/command-line.js';
import { counted, readableCount, readableShare, readableTime } from '../../src/cli/readable.js';

describe('numbers for people', () => {
  it.each([
    [0, '0 s'],
    [0.25, '0.25 ms'],
    [84.6, '84.6 ms'],
    [1_523, '1.52 s'],
    [60_000, '1 m'],
    [723_000, '12 m 3 s'],
    [7_200_000, '2 h'],
    [90_061_000, '1 d 1 h'],
  ])('should write %d ms as %s', (milliseconds, text) => {
    expect(readableTime(milliseconds)).toBe(text);
  });

  it('should group digits, count nouns and round shares', () => {
    expect([1, 999, 1_000, 1_234_567].map(readableCount)).toEqual(['1', '999', '1,000', '1,234,567']);
    expect([counted(1, 'device'), counted(2, 'device')]).toEqual(['1 device', '2 devices']);
    expect([0, 0.004321, 1 / 3, 1].map(readableShare)).toEqual(['0 %', '0.43 %', '33 %', '100 %']);
  });
});

describe('commandLine', () => {
  it('should give a shell back the same words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'aB3-_=.:/@ "\'$`\\!*{}[]()<>|&;#~') }), { minLength: 1 }), (words) => {
        const echoed = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${commandLine(words)}`], { encoding: 'utf8' });
        expect(echoed).toBe(words.map((word) => `${word}\n`).join(''));
      }),
      { numRuns: 50 },
    );
  });
});
