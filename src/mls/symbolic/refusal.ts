/** How an operation on bytes from others fails: as a value, since nothing here throws on them. */
import type { MlsFailure } from '../engine.js';

export interface Refusal {
  readonly ok: false;
  readonly failure: MlsFailure;
  readonly detail: string;
}

export const refused = (failure: MlsFailure, detail: string): Refusal => ({ ok: false, failure, detail });
