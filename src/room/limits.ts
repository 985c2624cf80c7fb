/**
 * Check 1 on receipt: is a PDU a valid event at all (Matrix server-server API, "Checks performed on receipt of a PDU";
 * client-server API, "Size limits"; schema of a PDU of room version 4 and later)?
 */
import { utf8Length } from './canonical-json.js';
import type { RoomEvent } from './event.js';

/** The whole PDU as canonical JSON with its signatures, in bytes. */
export const MAX_PDU_BYTES = 65_536;
/** The content of a to-device message as canonical JSON, in bytes (Synapse's `MAX_TO_DEVICE_CONTENT_SIZE`; matrix-spec PR 2340). */
export const MAX_TO_DEVICE_BYTES = 65_536;
/** `type`, `state_key`, `room_id` and `origin`, in bytes each. */
export const MAX_FIELD_BYTES = 255;
export const MAX_PREV_EVENTS = 20;
export const MAX_AUTH_EVENTS = 10;

const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What makes the event invalid, in one sentence; undefined if nothing does. Its types are looked at although the compiler
 * knows them: a server cannot rely on what others send.
 */
export function formatFault({ pdu, size }: RoomEvent): string | undefined {
  if (size > MAX_PDU_BYTES) return `the event has ${size} bytes, more than ${MAX_PDU_BYTES}`;
  for (const field of ['type', 'state_key', 'room_id', 'origin'] as const) {
    const value: unknown = pdu[field];
    if (value === undefined && field === 'state_key') continue;
    if (!isText(value)) return `${field} is not a string`;
    if (utf8Length(value) > MAX_FIELD_BYTES) return `${field} has more than ${MAX_FIELD_BYTES} bytes`;
  }
  if (!Number.isSafeInteger(pdu.origin_server_ts)) return `origin_server_ts is ${pdu.origin_server_ts}, not an integer`;
  return (
    listFault('prev_events', pdu.prev_events, MAX_PREV_EVENTS) ??
    listFault('auth_events', pdu.auth_events, MAX_AUTH_EVENTS) ??
    (isObject(pdu.content) ? undefined : 'content is not an object') ??
    (isObject(pdu.hashes) && isText(pdu.hashes.sha256) ? undefined : 'hashes has no sha256') ??
    (isObject(pdu.signatures) ? undefined : 'signatures is not an object')
  );
}

function listFault(field: string, list: readonly unknown[], longest: number): string | undefined {
  if (!Array.isArray(list) || !list.every(isText)) return `${field} is not a list of event ids`;
  return list.length > longest ? `${field} has ${list.length} entries, more than ${longest}` : undefined;
}
