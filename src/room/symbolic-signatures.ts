/**
 * Signatures without public-key cryptography, for runs whose MLS is symbolic too: as long, as much a function of key and content,
 * and refused by every other key and for every other content. Whoever can verify one could also make it, which nobody in a run
 * does.
 */
import type { ServerName } from '../names.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { sha256 } from './crypto.js';
import type { Ed25519, Ed25519Key } from './ed25519.js';
import type { SigningKey } from './room-version.js';

const SEED_LENGTH = 32;
const ED25519_SIGNATURE_LENGTH = 64;

/** What stands for a signature of `length` bytes by the key whose public half is `publicKey`. */
export function symbolicSignature(publicKey: Uint8Array, message: Uint8Array, length: number): Uint8Array {
  const keyed = new Uint8Array(publicKey.length + message.length);
  keyed.set(publicKey);
  keyed.set(message, publicKey.length);
  const signature = new Uint8Array(length);
  const block = sha256(keyed);
  for (let at = 0; at < length; at += block.length) signature.set(block.subarray(0, length - at), at);
  return signature;
}

export function isSymbolicSignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array, length: number): boolean {
  const expected = symbolicSignature(publicKey, message, length);
  return signature.length === length && expected.every((byte, at) => byte === signature[at]);
}

const key = (seed: Uint8Array): Ed25519Key => {
  if (seed.length !== SEED_LENGTH) throw new RangeError(`a seed has ${SEED_LENGTH} bytes, not ${seed.length}`);
  const publicKey = sha256(seed);
  return { publicKey: encodeBase64(publicKey, 'standard'), sign: (bytes) => symbolicSignature(publicKey, bytes, ED25519_SIGNATURE_LENGTH) };
};

/** Instead of Ed25519. */
export const symbolicEd25519: Ed25519 = {
  key,
  verify: (publicKey, bytes, signature) => {
    const raw = decodeBase64(publicKey, 'standard');
    return raw !== undefined && isSymbolicSignature(raw, bytes, signature, ED25519_SIGNATURE_LENGTH);
  },
};

/** As `signingKey`. */
export function symbolicSigningKey(server: ServerName, keyId: string, seed: Uint8Array): SigningKey {
  const { publicKey, sign } = key(seed);
  return { server, keyId, sign, verifyKey: { keyId, verify: (bytes, signature) => symbolicEd25519.verify(publicKey, bytes, signature) } };
}
