/**
 * What of a cipher suite is seen from outside: its number, and the lengths of what it makes, in bytes (RFC 9420 §17.1; RFC 9180
 * §7.1). Only suites whose signatures have one length: those by ECDSA do not, so their messages' sizes follow from no tree.
 */
import { SYMBOLIC_CIPHER_SUITES } from '../../room/msc4256/cipher-suites.js';

export interface CipherSuiteLengths {
  readonly code: number;
  /** Of a secret, a hash or a MAC. */
  readonly hash: number;
  readonly hpkePublicKey: number;
  readonly kemOutput: number;
  readonly signaturePublicKey: number;
  readonly signature: number;
  /** What an AEAD adds to a plaintext. */
  readonly tag: number;
}

const x25519 = { hash: 32, hpkePublicKey: 32, kemOutput: 32, signaturePublicKey: 32, signature: 64, tag: 16 } as const;

const x448 = { hash: 64, hpkePublicKey: 56, kemOutput: 56, signaturePublicKey: 57, signature: 114, tag: 16 } as const;

const SUITES: Readonly<Record<(typeof SYMBOLIC_CIPHER_SUITES)[number], CipherSuiteLengths>> = {
  MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: { code: 1, ...x25519 },
  MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519: { code: 3, ...x25519 },
  MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448: { code: 4, ...x448 },
  MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448: { code: 6, ...x448 },
};

/** A suite by its MLS name. Throws a RangeError for one that we do not speak. */
export function cipherSuiteLengths(name: string): CipherSuiteLengths {
  if (!isSpoken(name)) throw new RangeError(`unknown cipher suite "${name}"; known are ${SYMBOLIC_CIPHER_SUITES.join(', ')}`);
  return SUITES[name];
}

const isSpoken = (name: string): name is keyof typeof SUITES => Object.hasOwn(SUITES, name);
