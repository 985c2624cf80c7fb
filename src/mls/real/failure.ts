/**
 * How an operation on bytes from others fails. Inside the engine a check that fails throws; at its edge `attempt` turns
 * whatever was thrown into the failure that the interface reports, so that no bytes, however hostile, make a method throw.
 */
import type { MlsFailure, Outcome } from '../engine.js';

/** A check failed, and we know what that is to the client. */
export class Refusal extends Error {
  readonly failure: MlsFailure;

  constructor(failure: MlsFailure, detail: string) {
    super(detail);
    this.failure = failure;
  }
}

/** Throws a Refusal, `cannot_open`, unless the condition holds. */
export function check(condition: boolean, detail: string): asserts condition {
  if (!condition) throw new Refusal('cannot_open', detail);
}

/** What was thrown by ts-mls or node:crypto says only that something did not verify, or did not decode once decrypted: `cannot_open`. */
export async function attempt<T extends object>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, ...(await work()) };
  } catch (error) {
    const failure = error instanceof Refusal ? error.failure : 'cannot_open';
    return { ok: false, failure, detail: error instanceof Error ? error.message : String(error) };
  }
}
