/**
 * P-256, P-384 and P-521: a private key is a number in big-endian bytes, a public one an uncompressed point (RFC 9180 §7.1.1, RFC
 * 9420 §5.1.1); in JWK of the type EC (RFC 7518 §6.2).
 */
import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto';
import { base64url, type Curve } from './curve.js';

export const p256 = nist('P-256', 'prime256v1', 32);
export const p384 = nist('P-384', 'secp384r1', 48);
export const p521 = nist('P-521', 'secp521r1', 66);

/** What comes before the two coordinates of an uncompressed point (SEC 1, §2.3.3). */
const UNCOMPRESSED = 4;

function nist(crv: string, openSslName: string, length: number): Curve {
  const point = (raw: Uint8Array): { readonly kty: 'EC'; readonly crv: string; readonly x: string; readonly y: string } => {
    if (raw.length !== 1 + 2 * length || raw[0] !== UNCOMPRESSED) throw new RangeError(`not an uncompressed point of ${crv}`);
    return { kty: 'EC', crv, x: base64url(raw.subarray(1, 1 + length)), y: base64url(raw.subarray(1 + length)) };
  };
  const publicKey: Curve['publicKey'] = (raw) => ({ raw, object: createPublicKey({ key: point(raw), format: 'jwk' }) });
  const publicOf = (rawPrivate: Uint8Array): Uint8Array => {
    const ecdh = createECDH(openSslName);
    ecdh.setPrivateKey(rawPrivate);
    return new Uint8Array(ecdh.getPublicKey());
  };
  const pair: Curve['keyPair'] = (raw) => {
    const rawPublic = publicOf(raw);
    const object = createPrivateKey({ key: { ...point(rawPublic), d: base64url(raw) }, format: 'jwk' });
    return { privateKey: { raw, object }, publicKey: publicKey(rawPublic) };
  };
  return { privateLength: length, privateKey: (raw) => pair(raw).privateKey, publicKey, keyPair: pair };
}
