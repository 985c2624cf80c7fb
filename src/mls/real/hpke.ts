/** HPKE (RFC 9180) in base mode, single shot: all that MLS asks of it. The ephemeral key of each sealing comes from the given entropy. */
import type { Entropy } from '../engine.js';
import type { Aead } from './aead.js';
import { concat, uint16, utf8 } from './bytes.js';
import type { Key, KeyPair } from './curve.js';
import type { Kem } from './kem.js';
import { labeledExpand, labeledExtract } from './labeled-kdf.js';

export interface HpkeSuite {
  readonly kem: Kem;
  readonly aead: Aead;
}

export interface SealedSecret {
  /** The encapsulated key: the ephemeral public key. */
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
}

const empty = new Uint8Array();

export function seal(
  suite: HpkeSuite,
  entropy: Entropy,
  recipient: Key,
  info: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): SealedSecret {
  const { kem, aead } = suite;
  const ephemeral = kem.deriveKeyPair(entropy(kem.curve.privateLength));
  const enc = ephemeral.publicKey.raw;
  const secret = kem.sharedSecret(ephemeral.privateKey, recipient, concat(enc, recipient.raw));
  const { key, nonce } = keySchedule(suite, secret, info);
  return { enc, ct: aead.seal(key, nonce, aad, plaintext) };
}

/** Throws if the ciphertext was not sealed for this recipient under this context. */
export function open(
  suite: HpkeSuite,
  recipient: KeyPair,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array {
  const { kem, aead } = suite;
  const secret = kem.sharedSecret(recipient.privateKey, kem.curve.publicKey(enc), concat(enc, recipient.publicKey.raw));
  const { key, nonce } = keySchedule(suite, secret, info);
  return aead.open(key, nonce, aad, ciphertext);
}

/** KeySchedule in base mode (§5.1): no pre-shared key, and the nonce of the first and only message. */
function keySchedule(
  { kem, aead }: HpkeSuite,
  secret: Uint8Array,
  info: Uint8Array,
): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const { kdf } = kem;
  const suite = concat(utf8('HPKE'), uint16(kem.hpkeId), uint16(kdf.hpkeId), uint16(aead.hpkeId));
  const context = concat(
    Uint8Array.of(0),
    labeledExtract(kdf, suite, empty, 'psk_id_hash', empty),
    labeledExtract(kdf, suite, empty, 'info_hash', info),
  );
  const scheduled = labeledExtract(kdf, suite, secret, 'secret', empty);
  return {
    key: labeledExpand(kdf, suite, scheduled, 'key', context, aead.keyLength),
    nonce: labeledExpand(kdf, suite, scheduled, 'base_nonce', context, aead.nonceLength),
  };
}
