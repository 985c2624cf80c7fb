/** What a credential says of its device (MSC4256, "Credentials & KeyPackages"). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIdentity, encodeIdentity } from '../../src/mls/credential.js';
import { deviceId } from '../../src/names.js';
import { utf8 } from './devices.js';

describe('an identity', () => {
  it('should be user id, device id and key as TLS vectors', () => {
    const identity = { device: deviceId('@u:a/1'), signatureKey: Uint8Array.of(7, 8) };
    const encoded = Uint8Array.of(4, ...utf8('@u:a'), 1, ...utf8('1'), 2, 7, 8);
    expect(encodeIdentity(identity)).toEqual(encoded);
    expect(decodeIdentity(encoded)).toEqual(identity);
  });

  it('should survive any user id, also one with slashes', () => {
    const names = fc.tuple(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), fc.stringMatching(/^[A-Z0-9]{1,10}$/));
    fc.assert(
      fc.property(names, fc.uint8Array(), ([user, device], signatureKey) => {
        const identity = { device: deviceId(`${user}/${device}`), signatureKey };
        expect(decodeIdentity(encodeIdentity(identity))).toEqual(identity);
      }),
      { seed: 3 },
    );
  });

  it.each([
    ['a field is missing', [1, 65, 1, 66]],
    ['there is a field more', [1, 65, 1, 66, 0, 0]],
    ['a name is empty', [0, 1, 66, 0]],
    ['a name is not UTF-8', [1, 0xff, 1, 66, 0]],
    ['the device id has a slash', [1, 65, 3, 66, 0x2f, 67, 0]],
    ['a length is not the shortest', [0x40, 1, 65, 1, 66, 0]],
    ['a field is cut', [1, 65, 1, 66, 2, 0]],
  ])('should be refused if %s', (_, bytes) => {
    expect(decodeIdentity(Uint8Array.from(bytes))).toBeUndefined();
  });
});
