/** One form of a PrivateMessage for all who write or read one: ts-mls, servers, hand-written DAGs and the symbolic engine. */
import fc from 'fast-check';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { describe, expect, it } from 'vitest';
import { readPrivateMessage, toText, writePrivateMessage } from '../../../src/mls/symbolic/wire.js';
import { decodePrivateMessage, encodePrivateMessage, type MlsContentType } from '../../../src/room/msc4256/mls-framing.js';
import { decodeMlsHeader } from '../../../src/room/msc4256/mls-header.js';

const body = fc.oneof(
  fc.uint8Array({ maxLength: 70 }),
  fc.constantFrom(63, 64, 16_383, 16_384).map((length) => new Uint8Array(length).fill(1)),
);
const message = fc.record({
  // Not UTF-8, most of the time: only a room's group is named in that.
  groupId: body,
  epoch: fc.maxSafeNat(),
  contentType: fc.constantFrom<MlsContentType>('application', 'proposal', 'commit'),
  authenticatedData: body,
  encryptedSenderData: body,
  ciphertext: body,
});

describe('a PrivateMessage', () => {
  it('should be written as ts-mls writes it, and read as it was', () => {
    fc.assert(
      fc.property(message, (fields) => {
        const bytes = encodePrivateMessage(fields);
        const privateMessage = { ...fields, epoch: BigInt(fields.epoch) };
        const theirs = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
        expect(Buffer.compare(bytes, theirs)).toBe(0);
        const read = decodePrivateMessage(bytes);
        if ('malformed' in read) expect.fail(read.malformed);
        expect(read).toMatchObject({ epoch: fields.epoch, contentType: fields.contentType });
        for (const name of ['groupId', 'authenticatedData', 'encryptedSenderData', 'ciphertext'] as const)
          expect(Buffer.compare(read[name], fields[name]), name).toBe(0);
      }),
    );
  });

  it('should be read by the symbolic engine if, and only if, it is read at all', () => {
    const small = fc.uint8Array({ maxLength: 3 });
    const short = fc.record({ epoch: fc.maxSafeNat(), groupId: fc.stringMatching(/^[a-z]{0,3}$/), authenticatedData: small });
    const damage = fc.record({ at: fc.nat(40), by: fc.nat(255), cut: fc.nat(3) });
    const kinds = { read: 0, refused: 0 };
    fc.assert(
      fc.property(short, damage, ({ groupId, epoch, authenticatedData }, { at, by, cut }) => {
        const header = { groupId, epoch, contentType: 'commit' as const, authenticatedData: toText(authenticatedData) };
        const whole = writePrivateMessage(header, 'an id of 16 byte', { senderData: 18, ciphertext: 20 });
        expect(readPrivateMessage(whole, 20)).toMatchObject({ ...header, id: 'an id of 16 byte', isWhole: true });
        const damaged = whole.slice(0, whole.length - cut);
        if (at < damaged.length) damaged[at] = by;
        const isRead = !('malformed' in decodePrivateMessage(damaged));
        expect(readPrivateMessage(damaged, 20) !== undefined).toBe(isRead);
        // Servers moreover want a name that can be a room's.
        if (!isRead) expect(decodeMlsHeader(damaged)).toHaveProperty('malformed');
        kinds[isRead ? 'read' : 'refused'] += 1;
      }),
      { seed: 13, numRuns: 300 },
    );
    expect(Math.min(kinds.read, kinds.refused)).toBeGreaterThan(20);
  });

  it('should not be written if a field is longer than a vector can be', () => {
    const fields = { groupId: new Uint8Array(), epoch: 1, contentType: 'commit' as const, authenticatedData: new Uint8Array() };
    const ciphertext = { length: 2 ** 30 } as Uint8Array;
    expect(() => encodePrivateMessage({ ...fields, encryptedSenderData: new Uint8Array(), ciphertext })).toThrow(RangeError);
  });
});
