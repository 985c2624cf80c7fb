/** The MLS cipher suites that a room's `encryption_algorithm` may name (MSC4256, "State events"): those of RFC 9420, §17.1. */
export const CIPHER_SUITES = [
  'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
  'MLS_128_DHKEMP256_AES128GCM_SHA256_P256',
  'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
  'MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448',
  'MLS_256_DHKEMP521_AES256GCM_SHA512_P521',
  'MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448',
  'MLS_256_DHKEMP384_AES256GCM_SHA384_P384',
] as const;

/** Those of which the symbolic engine knows every length: the ones whose signatures have one length, and whose keys are X25519's. */
export const SYMBOLIC_CIPHER_SUITES: readonly CipherSuiteName[] = [
  'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
  'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
];

export type CipherSuiteName = (typeof CIPHER_SUITES)[number];
