/**
 * Signing of JSON and of events (Matrix spec appendices, "Signing JSON"; server-server API, "Signing Events"). A signature
 * covers the canonical JSON without `signatures` and `unsigned`; of an event, what redaction leaves of it.
 */
import type { ServerName } from '../names.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import { canonicalJson, encodeUtf8 } from './canonical-json.js';
import type { JsonObject, Pdu } from './event.js';
import { type RedactionRules, redact } from './redaction.js';
import type { SigningKey, VerifyKey } from './room-version.js';

/** `signatures` as an event or another signed object carries it: by server, then by key id. */
export type Signatures = Pdu['signatures'];

/** The signature of a JSON object, in standard unpadded base64. */
export const signJson = (object: JsonObject, key: Pick<SigningKey, 'sign'>): string =>
  encodeBase64(key.sign(signedBytes(object)), 'standard');

/** Whether `server` signed the object with `key`. */
export function verifyJson(object: JsonObject, signatures: Signatures, server: ServerName, key: VerifyKey): boolean {
  const encoded = Object.hasOwn(signatures, server) ? signatures[server]?.[key.keyId] : undefined;
  const signature = typeof encoded === 'string' ? decodeBase64(encoded, 'standard') : undefined;
  return signature !== undefined && key.verify(signedBytes(object), signature);
}

/** Whether `server` signed the event with `key`. */
export const verifyEvent = (
  event: JsonObject,
  signatures: Signatures,
  rules: RedactionRules,
  server: ServerName,
  key: VerifyKey,
): boolean => verifyJson(redact(event, rules), signatures, server, key);

/** What a signature of a JSON object covers. */
export function signedBytes(object: JsonObject): Uint8Array {
  const { unsigned: _unsigned, signatures: _signatures, ...signed } = object;
  return encodeUtf8(canonicalJson(signed));
}
