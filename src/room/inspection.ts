/**
 * Making an event, and checks 1 to 3 on receipt of one: format, signature, content hash (Matrix server-server API, "Checks
 * performed on receipt of a PDU"). What these look at is protected by redaction rules, so those are all they ask for.
 */
import { type EventId, eventId } from '../names.js';
import { encodeBase64 } from './base64.js';
import { canonicalJson, encodeUtf8, NotCanonicalJsonError, utf8Length } from './canonical-json.js';
import { sha256Base64 } from './crypto.js';
import type { EventNames, JsonObject, Pdu, PduDraft, RoomEvent } from './event.js';
import { contentHash, referenceEventId } from './hashes.js';
import { formatFault } from './limits.js';
import { type RedactionRules, redact } from './redaction.js';
import type { Inspection, SigningKey, VerifyKey } from './room-version.js';
import { verifyEvent } from './signatures.js';

/** As an event is by `contentHash`, `signEvent` and `referenceEventId`, but spelt out twice, and not once for each of them. */
export function buildEvent(draft: PduDraft, rules: RedactionRules, key: SigningKey, { label, carries }: EventNames): RoomEvent {
  const text = canonicalJson(draft);
  const hashes = { sha256: sha256Base64(text, 'standard') };
  const protectedText = canonicalJson(redact(asJson({ ...draft, hashes }), rules));
  const signatures = { [key.server]: { [key.keyId]: encodeBase64(key.sign(encodeUtf8(protectedText)), 'standard') } };
  const id = eventId(`$${sha256Base64(protectedText, 'url-safe')}`);
  const size = utf8Length(text) + memberLength('hashes', hashes) + memberLength('signatures', signatures);
  return { id, pdu: complete(draft, hashes, signatures), size, label, carries };
}

/** Spelt out, so that all events of either kind have one shape, as they are read many times each: copying one would make a shape of its own. */
function complete(draft: PduDraft, hashes: Pdu['hashes'], signatures: Pdu['signatures']): Pdu {
  const { type, state_key, room_id, origin, origin_server_ts, prev_events, auth_events, content } = draft;
  return state_key === undefined
    ? { auth_events, content, hashes, origin, origin_server_ts, prev_events, room_id, signatures, type }
    : { auth_events, content, hashes, origin, origin_server_ts, prev_events, room_id, signatures, state_key, type };
}

/** What one more member adds to the canonical JSON of an object that has some. */
const memberLength = (key: string, value: unknown): number => utf8Length(`,${canonicalJson(key)}:${canonicalJson(value)}`);

/** An event as `buildEvent` made it, whose hashes and signature are right: only check 1 is left. */
export function inspectBuilt(event: RoomEvent): Inspection {
  const why = formatFault(event);
  return why === undefined ? { kind: 'intact', event } : { kind: 'dropped', check: 1, why };
}

/** @param key the key of the event's origin, if it is known */
export function inspectEvent(event: RoomEvent, rules: RedactionRules, key: VerifyKey | undefined): Inspection {
  const { pdu } = event;
  const hashes = formatFault(event) ?? hashesOf(pdu, rules);
  if (typeof hashes === 'string') return { kind: 'dropped', check: 1, why: hashes };
  if (key === undefined) return { kind: 'dropped', check: 2, why: `no key of ${pdu.origin} is known` };
  if (!verifyEvent(asJson(pdu), pdu.signatures, rules, pdu.origin, key)) {
    return { kind: 'dropped', check: 2, why: `the signature of ${pdu.origin} does not verify` };
  }
  // A PDU does not carry its id: a server works it out, whatever the sender calls the event.
  if (hashes.content === pdu.hashes.sha256) return { kind: 'intact', event: event.id === hashes.id ? event : { ...event, id: hashes.id } };
  return { kind: 'redacted', event: nameEvent(redact(asJson(pdu), rules) as unknown as Pdu, rules, event) };
}

/** The content hash and the id of a PDU, or why it has none: it is not canonical JSON. */
function hashesOf(pdu: Pdu, rules: RedactionRules): { readonly content: string; readonly id: EventId } | string {
  try {
    return { content: contentHash(asJson(pdu)), id: referenceEventId(asJson(pdu), rules) };
  } catch (error) {
    if (error instanceof NotCanonicalJsonError) return error.message;
    throw error;
  }
}

function nameEvent(pdu: Pdu, rules: RedactionRules, { label, carries }: EventNames): RoomEvent {
  const json = asJson(pdu);
  return { id: referenceEventId(json, rules), pdu, size: utf8Length(canonicalJson(json)), label, carries };
}

/** A PDU is JSON: its interface names some of the keys, which the compiler does not take for an index signature. */
const asJson = (pdu: PduDraft | Omit<Pdu, 'signatures'>): JsonObject => pdu as unknown as JsonObject;
