/**
 * Ed25519 verification (RFC 8032) that answers the same question once. Every member of a group verifies the same signatures,
 * and a newcomer those of all leaves again: what is pure is shared, and costs a run one verification instead of one a device.
 */
import { verify } from 'node:crypto';
import { concat, toHex } from './bytes.js';
import { sha256 } from './kdf.js';
import { publicKey } from './okp-keys.js';

export type Verify = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

const keyLength = 32;
const signatureLength = 64;

/** `limit` answers are remembered, the latest ones. */
export function rememberingVerify(limit: number): Verify {
  const answers = new Map<string, boolean>();
  return (key, message, signature) => {
    // With two of the three lengths fixed, no two questions read alike once joined.
    if (key.length !== keyLength || signature.length !== signatureLength) return false;
    const question = toHex(sha256(concat(key, signature, message)));
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = verify(null, message, publicKey('Ed25519', key).object, signature);
    answers.set(question, answer);
    if (answers.size > limit) forgetOldest(answers);
    return answer;
  };
}

/** A Map is in order of insertion. */
function forgetOldest(answers: Map<string, boolean>): void {
  for (const oldest of answers.keys()) {
    answers.delete(oldest);
    return;
  }
}
