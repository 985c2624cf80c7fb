import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, NotCanonicalJsonError, utf8Length } from '../../src/room/canonical-json.js';

/** A value that Matrix can represent. -0 is left out: it is written, and so read back, as 0. */
const representable = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((number) => number + 0),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { noNullPrototype: true }),
  ),
})).value;

describe('canonicalJson', () => {
  it('should write a value that JSON reads back as the same', () => {
    fc.assert(
      fc.property(representable, (value) => {
        expect(JSON.parse(canonicalJson(value))).toStrictEqual(value);
      }),
    );
  });

  it('should not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.integer()), { maxLength: 8 }), (entries) => {
        const once = new Map(entries);
        const forwards = Object.fromEntries(once);
        const backwards = Object.fromEntries([...once].reverse());
        expect(canonicalJson(forwards)).toBe(canonicalJson(backwards));
      }),
    );
  });

  it('should order keys as their UTF-8 bytes are ordered', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 3 }), { minLength: 2 }), (keys) => {
        const written = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [`k${key}`, 0])))) as object);
        const byBytes = [...written].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(written).toStrictEqual(byBytes);
      }),
    );
  });

  // Matrix spec appendices, "Canonical JSON", Examples.
  it.each([
    ['{}', '{}'],
    ['{ "one": 1, "two": "Two" }', '{"one":1,"two":"Two"}'],
    ['{ "b": "2", "a": "1" }', '{"a":"1","b":"2"}'],
    [
      `{ "auth": { "success": true, "mxid": "@john.doe:example.com", "profile": { "display_name": "John Doe",
         "three_pids": [ { "medium": "email", "address": "john.doe@example.org" }, { "medium": "msisdn", "address": "123456789" } ] } } }`,
      '{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[{"address":"john.doe@example.org","medium":"email"},{"address":"123456789","medium":"msisdn"}]},"success":true}}',
    ],
    ['{ "a": "日本語" }', '{"a":"日本語"}'],
    ['{ "本": 2, "日": 1 }', '{"日":1,"本":2}'],
    ['{ "a": "\\u65E5" }', '{"a":"日"}'],
    ['{ "a": null }', '{"a":null}'],
    ['{ "a": -0, "b": 1e10 }', '{"a":0,"b":10000000000}'],
  ])('should write the spec’s example %s', (text, canonical) => {
    expect(canonicalJson(JSON.parse(text))).toBe(canonical);
  });

  it('should escape only what JSON demands, in the shortest way', () => {
    expect(canonicalJson('\u0000\b\t\n\u000b\f\r\u001f"\\/\u007f\u2028😀')).toBe(
      '"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\/\u007f\u2028😀"',
    );
  });

  it('should sort a key beyond the basic plane after one at its end', () => {
    expect(canonicalJson({ '😀': 1, '！': 2 })).toBe('{"！":2,"😀":1}');
  });

  it.each([
    ['a fraction', 1.5],
    ['a number beyond 2^53 - 1', 2 ** 53],
    ['no number', Number.NaN],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole in an array', new Array(1)],
    ['half of a surrogate pair', '\ud83d'],
    ['half of a surrogate pair in a key', { '\ude00': 1 }],
    ['a bigint', 1n],
    ['bytes', new Uint8Array(1)],
    ['a date', new Date(0)],
  ])('should refuse %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonicalJsonError);
  });
});

describe('utf8Length', () => {
  it('should count bytes', () => {
    expect(utf8Length('aß日😀')).toBe(1 + 2 + 3 + 4);
  });
});
