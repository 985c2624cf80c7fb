/**
 * Signatures without Ed25519, for runs whose MLS is symbolic too: as long, as much a function of key and content, and refused
 * by every other key and for every other content. Whoever can verify one could also make it, which nobody in a run does.
 */
import type { ServerName } from '../names.js';
import { sha256 } from './crypto.js';
import type { SigningKey } from './room-version.js';

const SEED_LENGTH = 32;
const HASH_LENGTH = 32;

/** As `signingKey`. */
export function symbolicSigningKey(server: ServerName, keyId: string, seed: Uint8Array): SigningKey {
  if (seed.length !== SEED_LENGTH) throw new RangeError(`a seed has ${SEED_LENGTH} bytes, not ${seed.length}`);
  const sign = (bytes: Uint8Array): Uint8Array => {
    const keyed = new Uint8Array(seed.length + bytes.length);
    keyed.set(seed);
    keyed.set(bytes, seed.length);
    const signature = new Uint8Array(2 * HASH_LENGTH);
    signature.set(sha256(keyed));
    signature.set(sha256(signature.subarray(0, HASH_LENGTH)), HASH_LENGTH);
    return signature;
  };
  const verify = (bytes: Uint8Array, signature: Uint8Array): boolean => {
    const expected = sign(bytes);
    return signature.length === expected.length && expected.every((byte, at) => byte === signature[at]);
  };
  return { server, keyId, sign, verifyKey: { keyId, verify } };
}
