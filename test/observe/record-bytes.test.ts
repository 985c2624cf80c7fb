import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordBytes } from '../../src/observe/record-bytes.js';

const number = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(0, -0, 99_999_999, 1e8, -1e8, 2 ** 53, 1e21, 0.5, Number.NaN));

describe('bytes of a record', () => {
  it('should be those of the same text made by templates', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), number)), (pieces) => {
        const bytes = new RecordBytes();
        for (const piece of pieces) typeof piece === 'string' ? bytes.text(piece) : bytes.number(piece);
        const text = pieces.map((piece) => new TextEncoder().encode(`${piece}`));
        expect(bytes.length).toBe(text.reduce((length, each) => length + each.length, 0));
        expect(Array.from(bytes.take())).toEqual(text.flatMap((each) => Array.from(each)));
        expect(bytes.length).toBe(0);
      }),
    );
  });

  it('should have room for more than at first', () => {
    const bytes = new RecordBytes();
    const long = 'é'.repeat(50_000);
    for (const text of [long, long]) bytes.text(text);
    expect(new TextDecoder().decode(bytes.take())).toBe(long + long);
  });
});
