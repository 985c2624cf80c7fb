/** The Diffie-Hellman KEMs of HPKE (RFC 9180 §4.1, §7.1) on the curves of the cipher suites. */
import { diffieHellman } from 'node:crypto';
import { p256 as p256Numbers, p384 as p384Numbers, p521 as p521Numbers } from '@noble/curves/nist.js';
import { concat, uint16, utf8 } from './bytes.js';
import type { Curve, Key, KeyPair } from './curve.js';
import { hkdfSha256, hkdfSha384, hkdfSha512, type Kdf } from './kdf.js';
import { labeledExpand, labeledExtract } from './labeled-kdf.js';
import { x448, x25519 } from './montgomery-edwards.js';
import { p256, p384, p521 } from './nist-curves.js';

export interface Kem {
  /** In the HPKE registry (RFC 9180 §7.1). */
  readonly hpkeId: number;
  readonly kdf: Kdf;
  readonly curve: Curve;
  /** DeriveKeyPair (§7.1.3). */
  readonly deriveKeyPair: (inputKey: Uint8Array) => KeyPair;
  /** ExtractAndExpand of a Diffie-Hellman result (§4.1); throws if that is no secret (§7.1.4). */
  readonly sharedSecret: (own: Key, other: Key, context: Uint8Array) => Uint8Array;
}

const empty = new Uint8Array();

/** Makes a private key of pseudorandom bytes, the same of the same. */
type ToPrivateKey = (expand: (label: string, info: Uint8Array, length: number) => Uint8Array, length: number) => Uint8Array;

const everyStringIsAKey: ToPrivateKey = (expand, length) => expand('sk', empty, length);

/** The first candidate that is a number of the curve; of its first byte only the bits in the mask count. */
const firstOfCurve =
  (isPrivateKey: (raw: Uint8Array) => boolean, mask: number): ToPrivateKey =>
  (expand, length) => {
    for (let counter = 0; counter < 256; counter++) {
      const candidate = expand('candidate', Uint8Array.of(counter), length);
      candidate[0] = (candidate[0] ?? 0) & mask;
      if (isPrivateKey(candidate)) return candidate;
    }
    throw new RangeError('no private key follows from these bytes');
  };

export const dhkemX25519 = dhkem(0x0020, x25519, hkdfSha256, everyStringIsAKey);
export const dhkemX448 = dhkem(0x0021, x448, hkdfSha512, everyStringIsAKey);
export const dhkemP256 = dhkem(0x0010, p256, hkdfSha256, firstOfCurve(p256Numbers.utils.isValidSecretKey, 0xff));
export const dhkemP384 = dhkem(0x0011, p384, hkdfSha384, firstOfCurve(p384Numbers.utils.isValidSecretKey, 0xff));
export const dhkemP521 = dhkem(0x0012, p521, hkdfSha512, firstOfCurve(p521Numbers.utils.isValidSecretKey, 0x01));

function dhkem(hpkeId: number, curve: Curve, kdf: Kdf, toPrivateKey: ToPrivateKey): Kem {
  const suite = concat(utf8('KEM'), uint16(hpkeId));
  return {
    hpkeId,
    kdf,
    curve,
    deriveKeyPair(inputKey) {
      const pseudorandom = labeledExtract(kdf, suite, empty, 'dkp_prk', inputKey);
      const expand = (label: string, info: Uint8Array, length: number) => labeledExpand(kdf, suite, pseudorandom, label, info, length);
      return curve.keyPair(toPrivateKey(expand, curve.privateLength));
    },
    sharedSecret(own, other, context) {
      // An all-zero result is refused by node:crypto, and so is a point that is not on the curve.
      const agreed = diffieHellman({ privateKey: own.object, publicKey: other.object });
      const pseudorandom = labeledExtract(kdf, suite, empty, 'eae_prk', agreed);
      return labeledExpand(kdf, suite, pseudorandom, 'shared_secret', context, kdf.hashLength);
    },
  };
}
