/** The hashes of the cipher suites with HMAC (RFC 2104) and HKDF (RFC 5869) on them, all synchronous. */
import { createHmac, hash } from 'node:crypto';
import { concat } from './bytes.js';

export interface Kdf {
  /** In the HPKE registry (RFC 9180 §7.2). */
  readonly hpkeId: number;
  /** Output length of the hash, and so of every secret of a suite that uses it, bytes. */
  readonly hashLength: number;
  readonly digest: (data: Uint8Array) => Uint8Array;
  readonly hmac: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  readonly extract: (salt: Uint8Array, inputKey: Uint8Array) => Uint8Array;
  readonly expand: (pseudorandomKey: Uint8Array, info: Uint8Array, length: number) => Uint8Array;
}

export const hkdfSha256 = hkdf('sha256', 0x0001, 32);
export const hkdfSha384 = hkdf('sha384', 0x0002, 48);
export const hkdfSha512 = hkdf('sha512', 0x0003, 64);

export const sha256 = hkdfSha256.digest;

function hkdf(algorithm: string, hpkeId: number, hashLength: number): Kdf {
  const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array => plain(createHmac(algorithm, key).update(data).digest());
  return {
    hpkeId,
    hashLength,
    digest: (data) => plain(hash(algorithm, data, 'buffer')),
    hmac,
    extract: hmac,
    expand(pseudorandomKey, info, length) {
      let block: Uint8Array = new Uint8Array();
      let output: Uint8Array = new Uint8Array();
      for (let counter = 1; output.length < length; counter++) {
        block = hmac(pseudorandomKey, concat(block, info, Uint8Array.of(counter)));
        output = output.length === 0 ? block : concat(output, block);
      }
      return output.subarray(0, length);
    },
  };
}

const plain = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
