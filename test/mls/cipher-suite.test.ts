/** The cipher suite against published vectors: what it seals, others open. */
import { diffieHellman } from 'node:crypto';
import { ed448 as nobleEd448, x448 as nobleX448 } from '@noble/curves/ed448.js';
import { getCiphersuiteFromName } from 'ts-mls/crypto/ciphersuite.js';
import { getCiphersuiteImpl } from 'ts-mls/crypto/getCiphersuiteImpl.js';
import { describe, expect, it } from 'vitest';
import { aes128Gcm } from '../../src/mls/real/aead.js';
import { toHex } from '../../src/mls/real/bytes.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { open, seal } from '../../src/mls/real/hpke.js';
import { hkdfSha256 } from '../../src/mls/real/kdf.js';
import { dhkemP256, dhkemP384, dhkemP521, dhkemX25519 } from '../../src/mls/real/kem.js';
import { x448 } from '../../src/mls/real/montgomery-edwards.js';
import { ecdsaP256, ecdsaP384, ecdsaP521, eddsaEd448, eddsaEd25519 } from '../../src/mls/real/signature-schemes.js';
import { rememberingVerify } from '../../src/mls/real/verified-signatures.js';
import { CIPHER_SUITES } from '../../src/room/msc4256/cipher-suites.js';
import { entropyFor, suiteName, utf8 } from './devices.js';

/** Of the byte 72, in RFC 8032, §7.1, test 2. */
const signatureOf72 =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const suite = { kem: dhkemX25519, aead: aes128Gcm };

describe('HPKE', () => {
  it('should seal and open as RFC 9180, appendix A.1.1', () => {
    const info = bytes('4f6465206f6e2061204772656369616e2055726e');
    const aad = bytes('436f756e742d30');
    const plaintext = bytes('4265617574792069732074727574682c20747275746820626561757479');
    const recipient = dhkemX25519.deriveKeyPair(bytes('6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037'));
    const ephemeral = bytes('7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234');

    const sealed = seal(suite, () => ephemeral, recipient.publicKey, info, aad, plaintext);

    expect(toHex(recipient.publicKey.raw)).toBe('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d');
    expect(toHex(sealed.enc)).toBe('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
    expect(toHex(sealed.ct)).toBe('f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a');
    expect(open(suite, recipient, sealed.enc, info, aad, sealed.ct)).toEqual(plaintext);
    expect(() => open(suite, recipient, sealed.enc, aad, info, sealed.ct)).toThrow();
  });

  it('should refuse a public key of low order (RFC 9180 §7.1.4)', () => {
    const zero = dhkemX25519.curve.publicKey(new Uint8Array(32));
    expect(() => seal(suite, entropyFor('low order'), zero, utf8(''), utf8(''), utf8(''))).toThrow();
  });
});

describe('remembered answers', () => {
  it('should stay right when there are more questions than are remembered', () => {
    const verify = rememberingVerify(eddsaEd25519.verify, 2);
    const key = bytes('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = bytes(signatureOf72);
    const ask = () => ['72', '73', '74', '75', '72'].map((message) => verify(key, bytes(message), signature));
    expect([...ask(), ...ask()]).toEqual([true, false, false, false, true, true, false, false, false, true]);
  });
});

describe('HKDF', () => {
  it('should extract and expand as RFC 5869, appendix A.1', () => {
    const key = hkdfSha256.extract(bytes('000102030405060708090a0b0c'), bytes('0b'.repeat(22)));
    expect(toHex(key)).toBe('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
    const output = hkdfSha256.expand(key, bytes('f0f1f2f3f4f5f6f7f8f9'), 42);
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

/** What node:crypto makes of a suite's keys, ts-mls's own suites understand, and the other way round. */
describe.each(CIPHER_SUITES.filter((name) => !/X448|CHACHA/.test(name)))('%s', (name) => {
  const suites = cipherSuites(name);
  const drawing = suites.drawingFrom(entropyFor(name));
  const [info, aad, plaintext] = [utf8('info'), utf8('aad'), utf8('plaintext')];

  it('should seal for another implementation, and open what that seals', async () => {
    const theirs = await getCiphersuiteImpl(getCiphersuiteFromName(name));
    const inputKey = entropyFor('input')(drawing.kdf.size);
    const [ourPair, theirPair] = [await drawing.hpke.deriveKeyPair(inputKey), await theirs.hpke.deriveKeyPair(inputKey)];
    expect(await drawing.hpke.exportPublicKey(ourPair.publicKey)).toEqual(await theirs.hpke.exportPublicKey(theirPair.publicKey));
    const sealed = await drawing.hpke.seal(ourPair.publicKey, plaintext, info, aad);
    expect(new Uint8Array(await theirs.hpke.open(theirPair.privateKey, sealed.enc, sealed.ct, info, aad))).toEqual(plaintext);
    const back = await theirs.hpke.seal(theirPair.publicKey, plaintext, info, aad);
    expect(await drawing.hpke.open(ourPair.privateKey, back.enc, back.ct, info, aad)).toEqual(plaintext);
  });

  it('should sign for another implementation, and verify what that signs', async () => {
    const theirs = await getCiphersuiteImpl(getCiphersuiteFromName(name));
    // With a key of ours: ts-mls makes those of the NIST curves as compressed points, where RFC 9420 §5.1.1 wants uncompressed ones.
    const { signKey, publicKey } = await drawing.signature.keygen();
    expect(await theirs.signature.verify(publicKey, plaintext, await drawing.signature.sign(signKey, plaintext))).toBe(true);
    const signed = new Uint8Array(await theirs.signature.sign(signKey, plaintext));
    expect(await drawing.signature.verify(publicKey, plaintext, signed)).toBe(true);
    expect(await drawing.signature.verify(publicKey, info, signed)).toBe(false);
  });
});

describe('X448 and Ed448', () => {
  it('should agree and sign as another implementation does (RFC 7748, RFC 8032)', () => {
    const [mine, yours] = [entropyFor('mine')(56), entropyFor('yours')(56)];
    const [pair, other] = [x448.keyPair(mine), x448.keyPair(yours)];
    const agreed = diffieHellman({ privateKey: pair.privateKey.object, publicKey: other.publicKey.object });
    expect(toHex(agreed)).toBe(toHex(nobleX448.getSharedSecret(mine, nobleX448.getPublicKey(yours))));
    const { signKey, publicKey } = eddsaEd448.keyPair(entropyFor('signs'));
    const signed = eddsaEd448.sign(signKey, utf8('message'));
    expect(toHex(signed)).toBe(toHex(nobleEd448.sign(utf8('message'), signKey)));
    expect(eddsaEd448.verify(publicKey, utf8('message'), signed)).toBe(true);
    expect(eddsaEd448.verify(publicKey, utf8('massage'), signed)).toBe(false);
  });
});

describe('the NIST curves', () => {
  it.each([
    ['P-256', dhkemP256, 32],
    ['P-384', dhkemP384, 48],
    ['P-521', dhkemP521, 66],
  ] as const)('should refuse a point of %s that is not on the curve, and bytes that are no point', (_, { curve }, length) => {
    const { publicKey } = curve.keyPair(new Uint8Array(length).fill(1, 1));
    expect(curve.publicKey(publicKey.raw).raw).toEqual(publicKey.raw);
    expect(() => curve.publicKey(publicKey.raw.with(-1, (publicKey.raw.at(-1) ?? 0) ^ 1))).toThrow();
    expect(() => curve.publicKey(publicKey.raw.subarray(1))).toThrow('uncompressed point');
    expect(() => curve.keyPair(new Uint8Array(length))).toThrow();
  });

  it.each([
    ['P256', ecdsaP256],
    ['P384', ecdsaP384],
    ['P521', ecdsaP521],
  ] as const)(
    'should sign the same with %s every time (RFC 6979), and verify neither another message nor what is no signature',
    (_, scheme) => {
      const { signKey, publicKey } = scheme.keyPair(entropyFor('signs'));
      const signed = scheme.sign(signKey, utf8('message'));
      expect(scheme.sign(signKey, utf8('message'))).toEqual(signed);
      expect(scheme.verify(publicKey, utf8('message'), signed)).toBe(true);
      for (const [key, message, signature] of [
        [publicKey, 'massage', signed],
        [publicKey, 'message', signed.subarray(1)],
        [publicKey, 'message', new Uint8Array()],
        [publicKey.subarray(1), 'message', signed],
      ] as const)
        expect(scheme.verify(key, utf8(message), signature)).toBe(false);
    },
  );
});
