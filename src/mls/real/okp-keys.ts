/**
 * X25519 and Ed25519 keys from raw bytes and back, by way of JWK (RFC 8037): node:crypto takes no raw keys, and JWK is eight
 * times faster to import than DER.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

export type Curve = 'X25519' | 'Ed25519';

export interface OkpKeyPair {
  readonly privateKey: OkpKey;
  readonly publicKey: OkpKey;
}

/** A key with its raw bytes beside it, so that writing it out costs nothing. */
export interface OkpKey {
  readonly raw: Uint8Array;
  readonly object: KeyObject;
}

/** Throws for anything but 32 bytes. */
export function privateKey(curve: Curve, raw: Uint8Array): OkpKey {
  // A private JWK must have a public part, which node:crypto works out again from `d` and never reads.
  const key = { kty: 'OKP', crv: curve, d: base64url(raw), x: '' };
  return { raw, object: createPrivateKey({ key, format: 'jwk' }) };
}

/** Throws for anything but 32 bytes. */
export function publicKey(curve: Curve, raw: Uint8Array): OkpKey {
  const key = { kty: 'OKP', crv: curve, x: base64url(raw) };
  return { raw, object: createPublicKey({ key, format: 'jwk' }) };
}

export function keyPair(curve: Curve, rawPrivate: Uint8Array): OkpKeyPair {
  const secret = privateKey(curve, rawPrivate);
  const object = createPublicKey(secret.object);
  const { x } = object.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError(`no public part in a ${curve} key`);
  return { privateKey: secret, publicKey: { raw: new Uint8Array(Buffer.from(x, 'base64url')), object } };
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
