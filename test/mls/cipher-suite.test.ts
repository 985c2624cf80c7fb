/** The cipher suite against published vectors: what it seals, others open. */
import { describe, expect, it } from 'vitest';
import { aes128Gcm } from '../../src/mls/real/aead.js';
import { toHex } from '../../src/mls/real/bytes.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { deriveKeyPair, open, seal } from '../../src/mls/real/hpke.js';
import { expand, extract } from '../../src/mls/real/kdf.js';
import { publicKey } from '../../src/mls/real/okp-keys.js';
import { rememberingVerify } from '../../src/mls/real/verified-signatures.js';
import { entropyFor, suiteName, utf8 } from './devices.js';

/** Of the byte 72, in RFC 8032, §7.1, test 2. */
const signatureOf72 =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('HPKE', () => {
  it('should seal and open as RFC 9180, appendix A.1.1', () => {
    const info = bytes('4f6465206f6e2061204772656369616e2055726e');
    const aad = bytes('436f756e742d30');
    const plaintext = bytes('4265617574792069732074727574682c20747275746820626561757479');
    const recipient = deriveKeyPair(bytes('6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037'));
    const ephemeral = bytes('7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234');

    const sealed = seal(aes128Gcm, () => ephemeral, recipient.publicKey, info, aad, plaintext);

    expect(toHex(recipient.publicKey.raw)).toBe('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d');
    expect(toHex(sealed.enc)).toBe('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
    expect(toHex(sealed.ct)).toBe('f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a');
    expect(open(aes128Gcm, recipient, sealed.enc, info, aad, sealed.ct)).toEqual(plaintext);
    expect(() => open(aes128Gcm, recipient, sealed.enc, aad, info, sealed.ct)).toThrow();
  });

  it('should refuse a public key of low order (RFC 9180 §7.1.4)', () => {
    const zero = publicKey('X25519', new Uint8Array(32));
    expect(() => seal(aes128Gcm, entropyFor('low order'), zero, utf8(''), utf8(''), utf8(''))).toThrow();
  });
});

describe('remembered answers', () => {
  it('should stay right when there are more questions than are remembered', () => {
    const verify = rememberingVerify(2);
    const key = bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = bytes(signatureOf72);
    const ask = () => ['72', '73', '74', '75', '72'].map((message) => verify(key, bytes(message), signature));
    expect([...ask(), ...ask()]).toEqual([true, false, false, false, true, true, false, false, false, true]);
  });
});

describe('HKDF', () => {
  it('should extract and expand as RFC 5869, appendix A.1', () => {
    const key = extract(bytes('000102030405060708090a0b0c'), bytes('0b'.repeat(22)));
    expect(toHex(key)).toBe('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
    const output = expand(key, bytes('f0f1f2f3f4f5f6f7f8f9'), 42);
    expect(toHex(output)).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });
});

describe('Ed25519', () => {
  it('should sign as RFC 8032, §7.1, test 2, and verify nothing else', async () => {
    const { signature } = cipherSuites(suiteName).drawingNothing;
    const [key, other] = [bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'), new Uint8Array(32)];
    const signed = await signature.sign(bytes('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'), bytes('72'));
    expect(toHex(signed)).toBe(signatureOf72);
    const asked = [
      [key, '72', signed],
      [key, '73', signed],
      [key, '72', signed.slice(1)],
      [other, '72', signed],
    ] as const;
    // Asked twice, since answers are remembered.
    for (const round of ['first', 'again']) {
      const answers = await Promise.all(asked.map(([by, message, bytesSigned]) => signature.verify(by, bytes(message), bytesSigned)));
      expect(answers, round).toEqual([true, false, false, false]);
    }
  });
});
