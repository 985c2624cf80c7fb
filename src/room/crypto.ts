/**
 * SHA-256 and Ed25519 (RFC 8032) by node:crypto. The one file of `room/` that a browser build replaces.
 */
import { createHash, createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import type { ServerName } from '../names.js';
import { encodeBase64 } from './base64.js';
import type { SigningKey, VerifyKey } from './room-version.js';

/** The 32 bytes of the SHA-256 of `data`; a string is hashed as UTF-8. */
export function sha256(data: Uint8Array | string): Uint8Array {
  const digest = hash('sha256', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

/** A SHA-256 that is fed piece by piece, as UTF-8. */
export interface Sha256Stream {
  update(text: string): void;
  /** The digest as lower-case hex. Ends the stream. */
  digestHex(): string;
}

export function sha256Stream(): Sha256Stream {
  const stream = createHash('sha256');
  return {
    update(text) {
      stream.update(text);
    },
    digestHex: () => stream.digest('hex'),
  };
}

/**
 * A server's signing key from the 32-byte seed of RFC 8032 §5.1.5.
 * @param keyId `ed25519:<version>`
 */
export function signingKey(server: ServerName, keyId: string, seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  // Node asks for `x` in a private JWK and does not read it: the public key follows from the seed.
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: encodeBase64(seed, 'url-safe'), x: '' };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('node:crypto exported an Ed25519 key without its public part');
  return {
    server,
    keyId,
    verifyKey: verifyKeyFromJwk(keyId, x),
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
}

function verifyKeyFromJwk(keyId: string, x: string): VerifyKey {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { keyId, verify: (bytes, signature) => verify(null, bytes, key, signature) };
}
