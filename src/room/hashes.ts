/**
 * The two hashes of a PDU (Matrix server-server API, "Calculating the content hash for an event" and "Calculating the
 * reference hash for an event"). The first protects what redaction takes away, the second names the event.
 */
import { type EventId, eventId } from '../names.js';
import { canonicalJson } from './canonical-json.js';
import { sha256Base64 } from './crypto.js';
import type { JsonObject } from './event.js';
import { type RedactionRules, redact } from './redaction.js';

/** `hashes.sha256` of an event: over everything but `unsigned`, `signatures` and `hashes`. Standard unpadded base64. */
export function contentHash(event: JsonObject): string {
  const { unsigned: _unsigned, signatures: _signatures, hashes: _hashes, ...hashed } = event;
  return sha256Base64(canonicalJson(hashed), 'standard');
}

/** The event's id since room version 4: `$` and the reference hash, url-safe. Covers `hashes`, not the signatures. */
export function referenceEventId(event: JsonObject, rules: RedactionRules): EventId {
  const { unsigned: _unsigned, signatures: _signatures, ...hashed } = redact(event, rules);
  return eventId(`$${sha256Base64(canonicalJson(hashed), 'url-safe')}`);
}
