/** What is asked of Ed25519 (RFC 8032) for the keys of users and devices; `crypto.ts` does it, `symbolic-signatures.ts` stands in. */

export interface Ed25519Key {
  /** Unpadded base64, as Matrix writes public keys. */
  readonly publicKey: string;
  readonly sign: (bytes: Uint8Array) => Uint8Array;
}

export interface Ed25519 {
  /** From the 32-byte seed of RFC 8032 §5.1.5. */
  key(seed: Uint8Array): Ed25519Key;
  /** Whether the key, in unpadded base64, has signed. False also for what is no key. */
  verify(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean;
}
