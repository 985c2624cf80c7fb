/** X25519, X448, Ed25519 and Ed448: byte strings of one length, in JWK of the type OKP (RFC 8037). */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { base64url, type Curve } from './curve.js';

export const x25519 = okp('X25519', 32);
export const ed25519 = okp('Ed25519', 32);
export const x448 = okp('X448', 56);
export const ed448 = okp('Ed448', 57);

function okp(crv: 'X25519' | 'Ed25519' | 'X448' | 'Ed448', length: number): Curve {
  // A private JWK must have a public part, which node:crypto works out again from `d` and never reads.
  const privateKey: Curve['privateKey'] = (raw) => ({
    raw,
    object: createPrivateKey({ key: { kty: 'OKP', crv, d: base64url(raw), x: '' }, format: 'jwk' }),
  });
  const publicKey: Curve['publicKey'] = (raw) => ({
    raw,
    object: createPublicKey({ key: { kty: 'OKP', crv, x: base64url(raw) }, format: 'jwk' }),
  });
  return {
    privateLength: length,
    privateKey,
    publicKey,
    keyPair(rawPrivate) {
      const secret = privateKey(rawPrivate);
      const object = createPublicKey(secret.object);
      const { x } = object.export({ format: 'jwk' });
      if (x === undefined) throw new TypeError(`no public part in an ${crv} key`);
      return { privateKey: secret, publicKey: { raw: new Uint8Array(Buffer.from(x, 'base64url')), object } };
    },
  };
}
