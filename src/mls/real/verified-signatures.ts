/**
 * Verification that answers the same question once. Every member of a group verifies the same signatures, and a newcomer those of
 * all leaves again: what is pure is shared, and costs a run one verification instead of one a device.
 */
import { concat, toHex } from './bytes.js';
import { sha256 } from './kdf.js';
import type { SignatureScheme } from './signature-schemes.js';

type Verify = SignatureScheme['verify'];

/** `limit` answers are remembered, the latest ones. */
export function rememberingVerify(verify: Verify, limit: number): Verify {
  const answers = new Map<string, boolean>();
  return (key, message, signature) => {
    // With two of the three lengths before them, no two questions read alike once joined.
    const lengths = new Uint8Array(Uint32Array.of(key.length, signature.length).buffer);
    const question = toHex(sha256(concat(lengths, key, signature, message)));
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = verify(key, message, signature);
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
