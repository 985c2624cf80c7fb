/**
 * The MLS cipher suites that we speak, as ts-mls wants them: the seven of RFC 9420, §17.1. Everything is computed synchronously
 * inside the async functions: ts-mls seals path secrets in parallel, and only so does each draw of randomness fall to the same
 * ciphertext in every run. (With WebCrypto the thread pool decides the order.)
 */
import { timingSafeEqual } from 'node:crypto';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import type { Hash } from 'ts-mls/crypto/hash.js';
import type { Hpke, PrivateKey, PublicKey } from 'ts-mls/crypto/hpke.js';
import type { Kdf as MlsKdf } from 'ts-mls/crypto/kdf.js';
import type { Signature } from 'ts-mls/crypto/signature.js';
import type { CipherSuiteName } from '../../room/msc4256/cipher-suites.js';
import type { Entropy } from '../engine.js';
import { aes128Gcm, aes256Gcm, chaCha20Poly1305 } from './aead.js';
import type { Key, KeyPair } from './curve.js';
import { type HpkeSuite, open, seal } from './hpke.js';
import type { Kdf } from './kdf.js';
import { dhkemP256, dhkemP384, dhkemP521, dhkemX448, dhkemX25519 } from './kem.js';
import { ecdsaP256, ecdsaP384, ecdsaP521, eddsaEd448, eddsaEd25519, type SignatureScheme } from './signature-schemes.js';
import { rememberingVerify } from './verified-signatures.js';

export interface CipherSuite extends CiphersuiteImpl {
  /** The suite's hash, at once. */
  readonly digest: (data: Uint8Array) => Uint8Array;
}

/** The suite's own hash, and that of its KDF, is the KEM's in all of them. */
interface Parts extends HpkeSuite {
  readonly signature: SignatureScheme;
}

const suites: Readonly<Record<CipherSuiteName, Parts>> = {
  MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519: { kem: dhkemX25519, aead: aes128Gcm, signature: eddsaEd25519 },
  MLS_128_DHKEMP256_AES128GCM_SHA256_P256: { kem: dhkemP256, aead: aes128Gcm, signature: ecdsaP256 },
  MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519: { kem: dhkemX25519, aead: chaCha20Poly1305, signature: eddsaEd25519 },
  MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448: { kem: dhkemX448, aead: aes256Gcm, signature: eddsaEd448 },
  MLS_256_DHKEMP521_AES256GCM_SHA512_P521: { kem: dhkemP521, aead: aes256Gcm, signature: ecdsaP521 },
  MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448: { kem: dhkemX448, aead: chaCha20Poly1305, signature: eddsaEd448 },
  MLS_256_DHKEMP384_AES256GCM_SHA384_P384: { kem: dhkemP384, aead: aes256Gcm, signature: ecdsaP384 },
};

export interface CipherSuites {
  /** The suite, drawing from the given entropy. */
  readonly drawingFrom: (entropy: Entropy) => CipherSuite;
  /** The suite for operations that draw nothing: a draw is a bug of ours, and throws. */
  readonly drawingNothing: CipherSuite;
}

const isSpoken = (name: string): name is CipherSuiteName => Object.hasOwn(suites, name);

/** A suite by its MLS name. Throws a RangeError for one that we do not speak. */
export function cipherSuites(name: string): CipherSuites {
  if (!isSpoken(name)) throw new RangeError(`unknown cipher suite "${name}"; known are ${Object.keys(suites).join(', ')}`);
  const parts = suites[name];
  const verify = rememberingVerify(parts.signature.verify, signaturesRemembered);
  // Private keys are imported again and again from the same bytes, which lie in the states of their owners.
  const imported = new WeakMap<Uint8Array, KeyPair>();
  const { kdf } = parts.kem;
  const drawingFrom = (entropy: Entropy): CipherSuite => ({
    name,
    digest: kdf.digest,
    rng: { randomBytes: entropy },
    hash: hash(kdf),
    kdf: mlsKdf(kdf),
    hpke: hpke(parts, imported, entropy),
    signature: signature({ ...parts.signature, verify }, entropy),
  });
  const drawingNothing = drawingFrom(() => {
    throw new Error('an operation that only reads drew randomness');
  });
  return { drawingFrom, drawingNothing };
}

/** Enough for all leaves of a large group and the messages under way; about 200 bytes each. */
const signaturesRemembered = 16_384;

const hash = ({ digest, hmac, hashLength }: Kdf): Hash => ({
  digest: async (data) => digest(data),
  mac: async (key, data) => hmac(key, data),
  verifyMac: async (key, mac, data) => mac.length === hashLength && timingSafeEqual(mac, hmac(key, data)),
});

const mlsKdf = ({ extract, expand, hashLength }: Kdf): MlsKdf => ({
  size: hashLength,
  extract: async (salt, inputKey) => extract(salt, inputKey),
  expand: async (key, info, length) => expand(key, info, length),
});

const signature = ({ sign, verify, keyPair }: SignatureScheme, entropy: Entropy): Signature => ({
  sign: async (key, message) => sign(key, message),
  verify: async (key, message, bytes) => verify(key, message, bytes),
  keygen: async () => ({ ...keyPair(entropy) }),
});

function hpke(suite: HpkeSuite, imported: WeakMap<Uint8Array, KeyPair>, entropy: Entropy): Hpke {
  const { kem, aead } = suite;
  const { curve } = kem;
  const pairFrom = (raw: Uint8Array): KeyPair => {
    const pair = imported.get(raw) ?? curve.keyPair(raw);
    imported.set(raw, pair);
    return pair;
  };
  return {
    keyLength: aead.keyLength,
    nonceLength: aead.nonceLength,
    seal: async (recipient, plaintext, info, aad) => seal(suite, entropy, publicOf(recipient), info, aad ?? empty, plaintext),
    open: async (recipient, enc, ciphertext, info, aad) => open(suite, pairOf(recipient), enc, info, aad ?? empty, ciphertext),
    importPrivateKey: async (raw) => asPrivate(pairFrom(raw)),
    importPublicKey: async (raw) => asPublic(curve.publicKey(raw)),
    async exportPrivateKey(key) {
      const pair = pairOf(key);
      imported.set(pair.privateKey.raw, pair);
      return pair.privateKey.raw;
    },
    exportPublicKey: async (key) => publicOf(key).raw,
    encryptAead: async (key, nonce, aad, plaintext) => aead.seal(key, nonce, aad ?? empty, plaintext),
    decryptAead: async (key, nonce, aad, ciphertext) => aead.open(key, nonce, aad ?? empty, ciphertext),
    deriveKeyPair: async (inputKey) => typedPair(kem.deriveKeyPair(inputKey)),
    generateKeyPair: async () => typedPair(kem.deriveKeyPair(entropy(curve.privateLength))),
    exportSecret: async () => unused('exportSecret'),
    importSecret: async () => unused('importSecret'),
  };
}

/** Only external commits export secrets from HPKE, and those are public messages, which MSC4256 rules out (H43). */
function unused(operation: string): never {
  throw new Error(`${operation} belongs to external commits, which these rooms do not have`);
}

const empty = new Uint8Array();

// ts-mls types keys as WebCrypto's and only ever hands them back to the suite that made them, so these casts meet only our own
// keys. Its private key is our pair: opening needs the public part too.
const asPrivate = (pair: KeyPair): PrivateKey => pair as unknown as PrivateKey;
const asPublic = (key: Key): PublicKey => key as unknown as PublicKey;
const pairOf = (key: PrivateKey): KeyPair => key as unknown as KeyPair;
const publicOf = (key: PublicKey): Key => key as unknown as Key;
const typedPair = (pair: KeyPair): { privateKey: PrivateKey; publicKey: PublicKey } => ({
  privateKey: asPrivate(pair),
  publicKey: asPublic(pair.publicKey),
});
