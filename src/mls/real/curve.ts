/** Keys of one curve, from raw bytes and back. node:crypto takes no raw keys, and JWK is eight times faster to import than DER. */
import type { KeyObject } from 'node:crypto';

export interface Curve {
  /** Of a private key, bytes. */
  readonly privateLength: number;
  /** Throws for anything but a private key of this curve. */
  readonly privateKey: (raw: Uint8Array) => Key;
  /** Throws for anything but a public key of this curve. */
  readonly publicKey: (raw: Uint8Array) => Key;
  readonly keyPair: (rawPrivate: Uint8Array) => KeyPair;
}

export interface KeyPair {
  readonly privateKey: Key;
  readonly publicKey: Key;
}

/** A key with its raw bytes beside it, so that writing it out costs nothing. */
export interface Key {
  readonly raw: Uint8Array;
  readonly object: KeyObject;
}

export const base64url = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
