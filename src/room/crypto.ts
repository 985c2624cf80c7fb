/**
 * SHA-256 and Ed25519 (RFC 8032) by node:crypto. The one file of `room/` that a browser build replaces.
 */
import { createHash, createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import type { ServerName } from '../names.js';
import { type Base64Alphabet, decodeBase64, encodeBase64 } from './base64.js';
import type { Ed25519, Ed25519Key } from './ed25519.js';
import type { SigningKey, VerifyKey } from './room-version.js';

const SHA256_LENGTH = 32;
/** What comes after it is padding. */
const SHA256_BASE64_LENGTH = 43;

/** The 32 bytes of the SHA-256 of `data`; a string is hashed as UTF-8. */
export function sha256(data: Uint8Array | string): Uint8Array {
  // One character a byte: a text costs Node half of what a buffer does.
  const digest = hash('sha256', data, 'binary');
  const bytes = new Uint8Array(SHA256_LENGTH);
  for (let at = 0; at < SHA256_LENGTH; at++) bytes[at] = digest.charCodeAt(at);
  return bytes;
}

/** The same of a text, as unpadded base64: in one step, which costs a third of the two. */
export function sha256Base64(text: string, alphabet: Base64Alphabet): string {
  return alphabet === 'url-safe' ? hash('sha256', text, 'base64url') : hash('sha256', text, 'base64').slice(0, SHA256_BASE64_LENGTH);
}

/** A SHA-256 that is fed piece by piece. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  /** The digest as lower-case hex. Ends the stream. */
  digestHex(): string;
}

export function sha256Stream(): Sha256Stream {
  const stream = createHash('sha256');
  return {
    update(bytes) {
      stream.update(bytes);
    },
    digestHex: () => stream.digest('hex'),
  };
}

function ed25519Key(seed: Uint8Array): Ed25519Key {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  // Node asks for `x` in a private JWK and does not read it: the public key follows from the seed.
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: encodeBase64(seed, 'url-safe'), x: '' };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('node:crypto exported an Ed25519 key without its public part');
  const raw = decodeBase64(x, 'url-safe') ?? new Uint8Array();
  return { publicKey: encodeBase64(raw, 'standard'), sign: (bytes) => new Uint8Array(sign(null, bytes, key)) };
}

function verifyEd25519(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  const raw = decodeBase64(publicKey, 'standard');
  if (raw?.length !== 32) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64(raw, 'url-safe') }, format: 'jwk' });
  return verify(null, bytes, key, signature);
}

export const ed25519: Ed25519 = { key: ed25519Key, verify: verifyEd25519 };

/**
 * A server's signing key from the 32-byte seed of RFC 8032 §5.1.5.
 * @param keyId `ed25519:<version>`
 */
export function signingKey(server: ServerName, keyId: string, seed: Uint8Array): SigningKey {
  const { publicKey, sign: signs } = ed25519Key(seed);
  const raw = decodeBase64(publicKey, 'standard') ?? new Uint8Array();
  return { server, keyId, verifyKey: verifyKeyFromJwk(keyId, encodeBase64(raw, 'url-safe')), sign: signs };
}

function verifyKeyFromJwk(keyId: string, x: string): VerifyKey {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { keyId, verify: (bytes, signature) => verify(null, bytes, key, signature) };
}
