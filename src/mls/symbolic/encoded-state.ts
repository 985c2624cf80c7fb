/** The room's encrypted state events as a group context carries them. */
import { decodeEncryptedState, encodeEncryptedState } from '../encrypted-state.js';
import type { EncryptedState } from '../engine.js';

/** A map of encrypted state events, as it reads after it was encoded, and how long that is in bytes. */
export interface EncodedState {
  readonly state: EncryptedState;
  readonly length: number;
}

/** Throws a TypeError for a map that breaks the limits. */
export function encodedState(state: EncryptedState): EncodedState {
  const bytes = encodeEncryptedState(state);
  return { state: decodeEncryptedState(bytes) ?? {}, length: bytes.length };
}
