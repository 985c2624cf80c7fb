/** The signature schemes of the cipher suites (RFC 9420 §5.1.2). All are deterministic: the same key and message, the same bytes. */
import { sign as signWith, verify as verifyWith } from 'node:crypto';
import { p256 as p256Numbers, p384 as p384Numbers, p521 as p521Numbers } from '@noble/curves/nist.js';
import type { Entropy } from '../engine.js';
import type { Curve } from './curve.js';
import { ed448, ed25519 } from './montgomery-edwards.js';
import { p256, p384, p521 } from './nist-curves.js';

export interface SignatureScheme {
  readonly keyPair: (entropy: Entropy) => { readonly signKey: Uint8Array; readonly publicKey: Uint8Array };
  readonly sign: (rawPrivate: Uint8Array, message: Uint8Array) => Uint8Array;
  /** False also for what is no key, or no signature. */
  readonly verify: (rawPublic: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

export const eddsaEd25519 = scheme(ed25519, eddsa(ed25519), undefined);
export const eddsaEd448 = scheme(ed448, eddsa(ed448), undefined);
export const ecdsaP256 = scheme(p256, ecdsa(p256Numbers), 'sha256');
export const ecdsaP384 = scheme(p384, ecdsa(p384Numbers), 'sha384');
export const ecdsaP521 = scheme(p521, ecdsa(p521Numbers), 'sha512');

interface Signing extends Pick<SignatureScheme, 'sign'> {
  readonly privateKey: (entropy: Entropy) => Uint8Array;
}

/** RFC 8032. */
function eddsa(curve: Curve): Signing {
  return {
    privateKey: (entropy) => entropy(curve.privateLength),
    sign: (rawPrivate, message) => plain(signWith(null, message, curve.privateKey(rawPrivate).object)),
  };
}

/** With the nonce of RFC 6979, which node:crypto does not offer, in DER, whose length varies by a few bytes. */
function ecdsa({ sign, utils, lengths }: typeof p256Numbers): Signing {
  return {
    privateKey: (entropy) => utils.randomSecretKey(entropy(lengths.seed ?? 0)),
    sign: (rawPrivate, message) => sign(message, rawPrivate, { format: 'der', lowS: false }),
  };
}

function scheme(curve: Curve, { privateKey, sign }: Signing, hash: string | undefined): SignatureScheme {
  return {
    keyPair(entropy) {
      const pair = curve.keyPair(privateKey(entropy));
      return { signKey: pair.privateKey.raw, publicKey: pair.publicKey.raw };
    },
    sign,
    verify(rawPublic, message, signature) {
      try {
        return verifyWith(hash, message, curve.publicKey(rawPublic).object, signature);
      } catch {
        return false;
      }
    },
  };
}

const plain = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
