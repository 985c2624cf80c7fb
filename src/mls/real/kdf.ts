/** SHA-256, HMAC-SHA-256 (RFC 2104) and HKDF (RFC 5869), all synchronous. */
import { createHmac, hash } from 'node:crypto';
import { concat } from './bytes.js';

/** Output length of SHA-256, and so of every secret of the supported suites, bytes. */
export const hashLength = 32;

export const sha256 = (data: Uint8Array): Uint8Array => plain(hash('sha256', data, 'buffer'));
export const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array => plain(createHmac('sha256', key).update(data).digest());

export const extract = (salt: Uint8Array, inputKey: Uint8Array): Uint8Array => hmac(salt, inputKey);

export function expand(pseudorandomKey: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  let block: Uint8Array = new Uint8Array();
  let output: Uint8Array = new Uint8Array();
  for (let counter = 1; output.length < length; counter++) {
    block = hmac(pseudorandomKey, concat(block, info, Uint8Array.of(counter)));
    output = output.length === 0 ? block : concat(output, block);
  }
  return output.subarray(0, length);
}

const plain = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
