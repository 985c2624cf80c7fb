/**
 * HPKE (RFC 9180) in base mode, single shot, with DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256: all that MLS asks of its two
 * X25519 suites at level 128. The ephemeral key of each sealing comes from the given entropy.
 */
import { diffieHellman } from 'node:crypto';
import type { Entropy } from '../engine.js';
import type { Aead } from './aead.js';
import { concat } from './bytes.js';
import { expand, extract, hashLength } from './kdf.js';
import { keyPair, type OkpKey, type OkpKeyPair, publicKey } from './okp-keys.js';

export interface SealedSecret {
  /** The encapsulated key: the ephemeral public key. */
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

const empty = new Uint8Array();
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const uint16 = (n: number): Uint8Array => Uint8Array.of(n >> 8, n & 0xff);

const version = utf8('HPKE-v1');
const kemId = uint16(0x0020);
const kdfId = uint16(0x0001);
const kemSuite = concat(utf8('KEM'), kemId);

/** DeriveKeyPair (RFC 9180 §7.1.3). */
export const deriveKeyPair = (inputKey: Uint8Array): OkpKeyPair =>
  keyPair('X25519', labeledExpand(kemSuite, labeledExtract(kemSuite, empty, 'dkp_prk', inputKey), 'sk', empty, 32));

export function seal(
  aead: Aead,
  entropy: Entropy,
  recipient: OkpKey,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): SealedSecret {
  const ephemeral = deriveKeyPair(entropy(32));
  const enc = ephemeral.publicKey.raw;
  const { key, nonce } = keySchedule(aead, sharedSecret(ephemeral.privateKey, recipient, concat(enc, recipient.raw)), info);
  return { enc, ct: aead.seal(key, nonce, aad, plaintext) };
}

/** Throws if the ciphertext was not sealed for this recipient under this context. */
export function open(
  aead: Aead,
  recipient: OkpKeyPair,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  const secret = sharedSecret(recipient.privateKey, publicKey('X25519', enc), concat(enc, recipient.publicKey.raw));
  const { key, nonce } = keySchedule(aead, secret, info);
  return aead.open(key, nonce, aad, ciphertext);
}

/** ExtractAndExpand of DHKEM (§4.1). An all-zero Diffie-Hellman output is refused by node:crypto, as §7.1.4 asks. */
function sharedSecret(own: OkpKey, other: OkpKey, kemContext: Uint8Array): Uint8Array {
  const agreed = diffieHellman({ privateKey: own.object, publicKey: other.object });
  return labeledExpand(kemSuite, labeledExtract(kemSuite, empty, 'eae_prk', agreed), 'shared_secret', kemContext, hashLength);
}

/** KeySchedule in base mode (§5.1): no pre-shared key, and the nonce of the first and only message. */
function keySchedule(aead: Aead, secret: Uint8Array, info: Uint8Array): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const suite = concat(utf8('HPKE'), kemId, kdfId, uint16(aead.hpkeId));
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(suite, empty, 'psk_id_hash', empty),
    labeledExtract(suite, empty, 'info_hash', info),
  );
  const scheduled = labeledExtract(suite, secret, 'secret', empty);
  return {
    key: labeledExpand(suite, scheduled, 'key', context, aead.keyLength),
    nonce: labeledExpand(suite, scheduled, 'base_nonce', context, aead.nonceLength),
  };
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, inputKey: Uint8Array): Uint8Array {
  return extract(salt, concat(version, suite, utf8(label), inputKey));
}

function labeledExpand(suite: Uint8Array, key: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array {
  return expand(key, concat(uint16(length), version, suite, utf8(label), info), length);
}
