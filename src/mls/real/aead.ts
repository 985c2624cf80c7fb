/** The AEADs of the supported cipher suites (RFC 5116, RFC 8439), one-shot, the tag behind the ciphertext. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat } from './bytes.js';

export interface Aead {
  /** In the HPKE registry (RFC 9180 §7.3). */
  readonly hpkeId: number;
  readonly keyLength: number;
  readonly nonceLength: number;
  readonly seal: (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) => Uint8Array;
  /** Throws if the tag does not verify. */
  readonly open: (key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array) => Uint8Array;
}

export const aes128Gcm = aead('aes-128-gcm', 0x0001, 16);
export const aes256Gcm = aead('aes-256-gcm', 0x0002, 32);
export const chaCha20Poly1305 = aead('chacha20-poly1305', 0x0003, 32);

const authTagLength = 16;

function aead(algorithm: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305', hpkeId: number, keyLength: number): Aead {
  return {
    hpkeId,
    keyLength,
    nonceLength: 12,
    seal(key, nonce, aad, plaintext) {
      // The types name only some of the algorithms here; all take the same arguments.
      const cipher = createCipheriv(algorithm as 'aes-128-gcm', key, nonce, { authTagLength });
      cipher.setAAD(aad);
      return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
    },
    open(key, nonce, aad, ciphertext) {
      const tagStart = ciphertext.length - authTagLength;
      if (tagStart < 0) throw new RangeError('ciphertext shorter than its tag');
      const decipher = createDecipheriv(algorithm as 'aes-128-gcm', key, nonce, { authTagLength });
      decipher.setAAD(aad);
      decipher.setAuthTag(ciphertext.subarray(tagStart));
      return concat(decipher.update(ciphertext.subarray(0, tagStart)), decipher.final());
    },
  };
}
