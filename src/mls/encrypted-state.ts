/**
 * The room's encrypted state events, as the 0xF6D0 group context extension carries them: a map of event type to state key to
 * content, in canonical JSON (MSC4256, "Encrypted state events"). Clients "should validate the length and character set of
 * event types and state keys", without saying which: ours take the 255 bytes that the Matrix spec gives both (client-server
 * API, "Size limits"), want a type to be non-empty, and refuse control characters.
 */
import { canonicalJson } from '../room/canonical-json.js';
import type { EncryptedState } from './engine.js';

/** The extension type (MSC4256): private use, "m" in ASCII, and a placeholder. */
export const encryptedStateExtension = 0xf6d0;

const nameBytesMax = 255;
// The rule is about control characters, so they have to be named.
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

/** The extension's bytes. Throws a TypeError for a map that `decodeEncryptedState` would refuse. */
export function encodeEncryptedState(state: EncryptedState): Uint8Array {
  if (!isEncryptedState(state)) throw new TypeError('not a map of event types to state keys to contents, or a name breaks the limits');
  return new TextEncoder().encode(canonicalJson(state));
}

/** Undefined if the bytes are not the canonical encoding of a valid map. */
export function decodeEncryptedState(bytes: Uint8Array): EncryptedState | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isEncryptedState(value) && canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEncryptedState(value: unknown): value is EncryptedState {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([type, byKey]) =>
        type !== '' && isName(type) && isObject(byKey) && Object.entries(byKey).every(([key, content]) => isName(key) && isObject(content)),
    )
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (text: string): boolean => new TextEncoder().encode(text).length <= nameBytesMax && !controlCharacter.test(text);
