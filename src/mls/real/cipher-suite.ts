/**
 * The MLS cipher suites that we speak (RFC 9420 §17.1), as ts-mls wants them. Everything is computed synchronously inside the
 * async functions: ts-mls seals path secrets in parallel, and only so does each draw of randomness fall to the same ciphertext
 * in every run. (With WebCrypto the thread pool decides the order.)
 */
import { sign, timingSafeEqual } from 'node:crypto';
import type { CiphersuiteImpl, CiphersuiteName } from 'ts-mls/crypto/ciphersuite.js';
import type { Hash } from 'ts-mls/crypto/hash.js';
import type { Hpke, PrivateKey, PublicKey } from 'ts-mls/crypto/hpke.js';
import type { Kdf } from 'ts-mls/crypto/kdf.js';
import type { Signature } from 'ts-mls/crypto/signature.js';
import type { Entropy } from '../engine.js';
import { type Aead, aes128Gcm, chaCha20Poly1305 } from './aead.js';
import { deriveKeyPair, open, seal } from './hpke.js';
import { expand, extract, hashLength, hmac, sha256 } from './kdf.js';
import { keyPair, type OkpKey, type OkpKeyPair, privateKey, publicKey } from './okp-keys.js';
import { rememberingVerify, type Verify } from './verified-signatures.js';

export type CipherSuite = CiphersuiteImpl;

const aeads: Partial<Record<CiphersuiteName, Aead>> = {
  MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: aes128Gcm,
  MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519: chaCha20Poly1305,
};

export interface CipherSuites {
  /** The suite, drawing from the given entropy. */
  readonly drawingFrom: (entropy: Entropy) => CipherSuite;
  /** The suite for operations that draw nothing: a draw is a bug of ours, and throws. */
  readonly drawingNothing: CipherSuite;
}

/** A suite by its MLS name. Throws a RangeError for one that we do not speak. */
export function cipherSuites(name: string): CipherSuites {
  // Looked up right after: a name that is not a suite finds no AEAD.
  const suiteName = name as CiphersuiteName;
  const aead = aeads[suiteName];
  if (aead === undefined) throw new RangeError(`unknown cipher suite "${name}"; known are ${Object.keys(aeads).join(', ')}`);
  const verify = rememberingVerify(signaturesRemembered);
  const drawingFrom = (entropy: Entropy): CipherSuite => ({
    name: suiteName,
    rng: { randomBytes: entropy },
    hash,
    kdf,
    hpke: hpke(aead, entropy),
    signature: signature(verify, entropy),
  });
  const drawingNothing = drawingFrom(() => {
    throw new Error('an operation that only reads drew randomness');
  });
  return { drawingFrom, drawingNothing };
}

/** Enough for all leaves of a large group and the messages under way; about 200 bytes each. */
const signaturesRemembered = 16_384;

const hash: Hash = {
  digest: async (data) => sha256(data),
  mac: async (key, data) => hmac(key, data),
  verifyMac: async (key, mac, data) => mac.length === hashLength && timingSafeEqual(mac, hmac(key, data)),
};

const kdf: Kdf = {
  size: hashLength,
  extract: async (salt, inputKey) => extract(salt, inputKey),
  expand: async (key, info, length) => expand(key, info, length),
};

const signature = (verify: Verify, entropy: Entropy): Signature => ({
  sign: async (key, message) => plain(sign(null, message, privateKey('Ed25519', key).object)),
  verify: async (key, message, bytes) => verify(key, message, bytes),
  async keygen() {
    const pair = keyPair('Ed25519', entropy(32));
    return { signKey: pair.privateKey.raw, publicKey: pair.publicKey.raw };
  },
});

function hpke(aead: Aead, entropy: Entropy): Hpke {
  return {
    keyLength: aead.keyLength,
    nonceLength: aead.nonceLength,
    seal: async (recipient, plaintext, info, aad) => seal(aead, entropy, publicOf(recipient), info, aad ?? empty, plaintext),
    open: async (recipient, enc, ciphertext, info, aad) => open(aead, pairOf(recipient), enc, info, aad ?? empty, ciphertext),
    importPrivateKey: async (raw) => asPrivate(keyPair('X25519', raw)),
    importPublicKey: async (raw) => asPublic(publicKey('X25519', raw)),
    exportPrivateKey: async (key) => pairOf(key).privateKey.raw,
    exportPublicKey: async (key) => publicOf(key).raw,
    encryptAead: async (key, nonce, aad, plaintext) => aead.seal(key, nonce, aad ?? empty, plaintext),
    decryptAead: async (key, nonce, aad, ciphertext) => aead.open(key, nonce, aad ?? empty, ciphertext),
    deriveKeyPair: async (inputKey) => typedPair(deriveKeyPair(inputKey)),
    generateKeyPair: async () => typedPair(deriveKeyPair(entropy(32))),
    exportSecret: async () => unused('exportSecret'),
    importSecret: async () => unused('importSecret'),
  };
}

/** Only external commits export secrets from HPKE, and those are public messages, which MSC4256 rules out (H43). */
function unused(operation: string): never {
  throw new Error(`${operation} belongs to external commits, which these rooms do not have`);
}

const empty = new Uint8Array();
const plain = (buffer: Uint8Array): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

// ts-mls types keys as WebCrypto's and only ever hands them back to the suite that made them, so these casts meet only our own
// keys. Its private key is our pair: opening needs the public part too.
const asPrivate = (pair: OkpKeyPair): PrivateKey => pair as unknown as PrivateKey;
const asPublic = (key: OkpKey): PublicKey => key as unknown as PublicKey;
const pairOf = (key: PrivateKey): OkpKeyPair => key as unknown as OkpKeyPair;
const publicOf = (key: PublicKey): OkpKey => key as unknown as OkpKey;
const typedPair = (pair: OkpKeyPair): { privateKey: PrivateKey; publicKey: PublicKey } => ({
  privateKey: asPrivate(pair),
  publicKey: asPublic(pair.publicKey),
});
