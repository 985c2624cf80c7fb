import fc from 'fast-check';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { describe, expect, it } from 'vitest';
import type { MlsContentType } from '../../../src/room/msc4256/mls-framing.js';
import { decodeMlsHeader } from '../../../src/room/msc4256/mls-header.js';

interface Fields {
  readonly groupId: string;
  readonly epoch: number;
  readonly contentType: MlsContentType;
  readonly authenticatedData: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Lengths on both sides of where a vector's length needs another byte (RFC 9420 §2.1.2). */
const body = fc.oneof(
  fc.uint8Array({ maxLength: 70 }),
  fc.constantFrom(63, 64, 16_383, 16_384).map((length) => new Uint8Array(length)),
);
const message: fc.Arbitrary<Fields> = fc.record({
  groupId: fc.string({ unit: 'grapheme' }),
  epoch: fc.maxSafeNat(),
  contentType: fc.constantFrom<MlsContentType>('application', 'proposal', 'commit'),
  authenticatedData: body,
  encryptedSenderData: body,
  ciphertext: body,
});
const sample: Fields = {
  groupId: '!room:a',
  epoch: 7,
  contentType: 'commit',
  authenticatedData: Uint8Array.of(1, 2),
  encryptedSenderData: new Uint8Array(20),
  ciphertext: new Uint8Array(100),
};

const encode = (fields: Fields): Uint8Array =>
  encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_private_message',
    privateMessage: { ...fields, groupId: new TextEncoder().encode(fields.groupId), epoch: BigInt(fields.epoch) },
  });

describe('decodeMlsHeader', () => {
  it('should read what ts-mls writes', () => {
    fc.assert(
      fc.property(message, (fields) => {
        const { groupId, epoch, authenticatedData } = fields;
        expect(decodeMlsHeader(encode(fields))).toStrictEqual({ groupId, epoch, contentType: fields.contentType, authenticatedData });
      }),
    );
  });

  it('should refuse every message that is cut short or goes on', () => {
    const bytes = encode(sample);
    for (let length = 0; length < bytes.length; length++) expect(decodeMlsHeader(bytes.slice(0, length))).toHaveProperty('malformed');
    expect(decodeMlsHeader(Uint8Array.from([...bytes, 0]))).toHaveProperty('malformed');
  });

  it('should never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (rest) => {
        const decoded = decodeMlsHeader(Uint8Array.from([0, 1, 0, 2, ...rest]));
        expect(typeof decoded).toBe('object');
      }),
    );
  });

  const start = [0, 1, 0, 2];
  const epoch = [0, 0, 0, 0, 0, 0, 0, 1];
  it.each([
    ['another protocol version', [0, 2, 0, 2, 1, 97, ...epoch, 3, 0, 0, 0], 'protocol version'],
    ['a public message', [0, 1, 0, 1, 1, 97, ...epoch, 3, 0, 0, 0], 'wire format'],
    ['a content type of 0', [...start, 1, 97, ...epoch, 0, 0, 0, 0], 'content type is 0'],
    ['a content type of 4', [...start, 1, 97, ...epoch, 4, 0, 0, 0], 'content type is 4'],
    ['a length in a long form', [...start, 0x40, 1, 97, ...epoch, 3, 0, 0, 0], 'shortest'],
    ['a length of 8 bytes', [...start, 0xc0, 0, 0, 0, 0, 0, 0, 1, 97, ...epoch, 3, 0, 0, 0], 'invalid length'],
    ['a group id that is not UTF-8', [...start, 1, 0xff, ...epoch, 3, 0, 0, 0], 'UTF-8'],
  ])('should refuse %s', (_name, bytes, why) => {
    expect(decodeMlsHeader(Uint8Array.from(bytes))).toStrictEqual({ malformed: expect.stringContaining(why) });
  });

  it('should read the same message without any of these faults', () => {
    expect(decodeMlsHeader(Uint8Array.from([...start, 1, 97, ...epoch, 3, 0, 0, 0]))).toMatchObject({
      groupId: 'a',
      epoch: 1,
      contentType: 'commit',
    });
  });
});
