import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAuthenticatedData,
  encodeAuthenticatedData,
  usableWindowSeconds,
  VERIFICATION_LEVELS,
} from '../../../src/room/msc4256/authenticated-data.js';

const servers = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 40 });
const data = fc.record(
  {
    federation: fc.record({ powers: servers, servers, canPropose: servers }, { noNullPrototype: true }),
    security: fc.record(
      {
        windowSeconds: fc.oneof(
          fc.maxSafeNat(),
          fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
        ),
        requiredVerification: fc.constantFrom(...VERIFICATION_LEVELS),
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { requiredKeys: ['federation'], noNullPrototype: true },
);

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const ascii = (text: string): string => Buffer.from(text).toString('hex');

/** CBOR by hand (RFC 8949 §3): a text of up to 23 bytes, and the three lists in order. */
const text = (value: string): string => (0x60 + value.length).toString(16) + ascii(value);
const lists = (powers = `81${text('a')}`): string => `${text('powers')}${powers} ${text('servers')}81${text('a')} ${text('can_propose')}80`;
const VALID = `a1 ${text('federation')} a3 ${lists()}`;

describe('the authenticated data of a commit', () => {
  it('should be read as it was written', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(decodeAuthenticatedData(encodeAuthenticatedData(value))).toStrictEqual(value);
      }),
    );
  });

  it('should be deterministic CBOR, written by hand', () => {
    expect(encodeAuthenticatedData({ federation: { powers: ['a'], servers: ['a'], canPropose: [] } })).toStrictEqual(hex(VALID));
    const security = { windowSeconds: 600, requiredVerification: 'm.tofu' } as const;
    expect(encodeAuthenticatedData({ federation: { powers: ['a'], servers: ['a'], canPropose: [] }, security })).toStrictEqual(
      hex(
        `a2 ${text('security')} a2 ${text('window')} 190258 ${text('required_verification')}${text('m.tofu')} ${text('federation')} a3 ${lists()}`,
      ),
    );
  });

  it('should have no second encoding: no changed, added or missing byte gives the same value (H10)', () => {
    const bytes = encodeAuthenticatedData({
      federation: { powers: ['a.example'], servers: ['a.example', 'b.example'], canPropose: [] },
      security: { windowSeconds: 600 },
    });
    const original = decodeAuthenticatedData(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(2), fc.uint8Array({ maxLength: 3 }), (at, removed, inserted) => {
        const changed = Uint8Array.from([...bytes.slice(0, at), ...inserted, ...bytes.slice(at + removed)]);
        fc.pre(Buffer.compare(changed, bytes) !== 0);
        expect(decodeAuthenticatedData(changed)).not.toStrictEqual(original);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['trailing bytes', `${VALID} 00`],
    ['a key twice', `a1 ${text('federation')} a4 ${text('powers')}81${text('a')} ${lists()}`],
    ['a long form of a length', `a1 ${text('federation')} a3 ${lists(`9801${text('a')}`)}`],
    ['a long form of a text', `a1 ${text('federation')} a3 ${lists(`817801${ascii('a')}`)}`],
    ['a list of indefinite length', `a1 ${text('federation')} a3 ${lists(`9f${text('a')}ff`)}`],
    ['a map of indefinite length', `bf ${text('federation')} a3 ${lists()} ff`],
    [
      'keys in another order',
      `a1 ${text('federation')} a3 ${text('servers')}81${text('a')} ${text('powers')}81${text('a')} ${text('can_propose')}80`,
    ],
    ['a long form of an integer', `a2 ${text('security')} a1 ${text('window')} 1817 ${text('federation')} a3 ${lists()}`],
    ['a float', `a2 ${text('security')} a1 ${text('window')} f90000 ${text('federation')} a3 ${lists()}`],
    ['a negative window', `a2 ${text('security')} a1 ${text('window')} 20 ${text('federation')} a3 ${lists()}`],
    [
      'an unknown verification',
      `a2 ${text('security')} a1 ${text('required_verification')}${text('m.none2')} ${text('federation')} a3 ${lists()}`,
    ],
    ['a tag', `c1${VALID}`],
    ['an unknown key', `a2 ${text('extra')} 00 ${text('federation')} a3 ${lists()}`],
    ['a missing list', `a1 ${text('federation')} a2 ${text('powers')}80 ${text('servers')}80`],
    ['no federation', `a1 ${text('security')} a0`],
    ['a number among the servers', `a1 ${text('federation')} a3 ${lists('8101')}`],
    ['bytes instead of text', `a1 ${text('federation')} a3 ${lists('814161')}`],
    ['invalid UTF-8', `a1 ${text('federation')} a3 ${lists('8161ff')}`],
    ['a list instead of a map', '80'],
    ['a list of huge length', `a1 ${text('federation')} a3 ${text('powers')}9affffffff`],
    ['deep nesting', '81'.repeat(20_000)],
  ])('should be refused with %s', (_name, encoded) => {
    expect(decodeAuthenticatedData(hex(encoded))).toHaveProperty('malformed');
  });

  it('should keep empty lists and repeated entries for the auth rules to judge', () => {
    const value = { federation: { powers: [], servers: ['a', 'a'], canPropose: ['not a name'] } };
    expect(decodeAuthenticatedData(encodeAuthenticatedData(value))).toStrictEqual(value);
  });
});

describe('usableWindowSeconds', () => {
  it('should clamp to seven days', () => {
    expect(usableWindowSeconds(604_800)).toBe(604_800);
    expect(usableWindowSeconds(604_801)).toBe(604_800);
    expect(usableWindowSeconds(600)).toBe(600);
  });
});
