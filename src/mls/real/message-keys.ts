/**
 * The keys of a sender's messages (RFC 9420 §9.1), from a ratchet that turns one way only. Of a generation that was skipped the key
 * and the nonce are kept, and nothing else: the secret that they come from is deleted as the ratchet turns, and with it goes what
 * else follows from it (§9.2, §15.3).
 *
 * Written on our own because ts-mls keeps the secrets of skipped generations, from which the keys of all later ones follow.
 */

import { deriveTreeSecret } from 'ts-mls/crypto/kdf.js';
import type { KeyRetentionConfig } from 'ts-mls/keyRetentionConfig.js';
import { deriveKey, deriveNonce, type GenerationSecret } from 'ts-mls/secretTree.js';
import { concat } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { check, Refusal } from './failure.js';

/** In `unusedGenerations` each entry is a key with its nonce behind it. */
export type Ratchet = GenerationSecret;

export interface MessageKey {
  readonly key: Uint8Array;
  /** Before the reuse guard is put over it. */
  readonly nonce: Uint8Array;
  /** Without this key, and what it comes from. */
  readonly ratchet: Ratchet;
}

/** Throws a Refusal: `used_generation` if the key is gone, `cannot_open` if it is too far ahead. */
export async function messageKey(
  ratchet: Ratchet,
  generation: number,
  { maximumForwardRatchetSteps, retainKeysForGenerations }: KeyRetentionConfig,
  suite: CipherSuite,
): Promise<MessageKey> {
  if (generation < ratchet.generation) return skippedKey(ratchet, generation, suite);
  const steps = generation - ratchet.generation;
  check(steps <= maximumForwardRatchetSteps, `the generation is ${steps} ahead of the last one opened`);
  const skipped = Object.entries(ratchet.unusedGenerations);
  let { secret } = ratchet;
  for (let at = ratchet.generation; at < generation; at++) {
    // What would be dropped at once is not worked out.
    if (generation - at <= retainKeysForGenerations) skipped.push([`${at}`, concat(...(await keyAndNonce(secret, at, suite)))]);
    secret = await deriveTreeSecret(secret, 'secret', at, suite.kdf.size, suite.kdf);
  }
  const [key, nonce] = await keyAndNonce(secret, generation, suite);
  const next = await deriveTreeSecret(secret, 'secret', generation, suite.kdf.size, suite.kdf);
  const kept = Object.fromEntries(skipped.slice(Math.max(0, skipped.length - retainKeysForGenerations)));
  return { key, nonce, ratchet: { secret: next, generation: generation + 1, unusedGenerations: kept } };
}

function skippedKey(ratchet: Ratchet, generation: number, { hpke }: CipherSuite): MessageKey {
  const { [generation]: kept, ...unusedGenerations } = ratchet.unusedGenerations;
  if (kept === undefined) throw new Refusal('used_generation', `generation ${generation} of a ratchet that is at ${ratchet.generation}`);
  return { key: kept.slice(0, hpke.keyLength), nonce: kept.slice(hpke.keyLength), ratchet: { ...ratchet, unusedGenerations } };
}

const keyAndNonce = async (secret: Uint8Array, generation: number, suite: CipherSuite) =>
  [await deriveKey(secret, generation, suite), await deriveNonce(secret, generation, suite)] as const;
