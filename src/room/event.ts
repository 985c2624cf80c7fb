/**
 * A PDU and what a run knows about it. Events are immutable and shared by every server that holds them.
 * Format: room version 11 as the base (H1), without `sender` and `depth`, with `origin` (MSC4256, "Event format").
 */
import type { EventId, EventLabel, MlsLabel, RoomId, ServerName } from '../names.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A PDU as it travels between servers (Matrix server-server API, "PDUs"). */
export interface Pdu {
  readonly type: string;
  /** Present on state events only; MSC4256 allows nothing but the empty one (auth rule 1). */
  readonly state_key?: string;
  readonly room_id: RoomId;
  /** The server that made the event. */
  readonly origin: ServerName;
  /** Milliseconds since the Unix epoch, by the origin's clock. */
  readonly origin_server_ts: number;
  readonly prev_events: readonly EventId[];
  readonly auth_events: readonly EventId[];
  readonly content: JsonObject;
  readonly hashes: { readonly sha256: string };
  readonly signatures: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a server decides about a PDU before it is hashed, signed and named. */
export type PduDraft = Omit<Pdu, 'hashes' | 'signatures'>;

export interface RoomEvent {
  readonly id: EventId;
  readonly pdu: Pdu;
  /** Length of the whole PDU as canonical JSON, in bytes: what the 65,536 limit counts. */
  readonly size: number;
  /** What facts call the event. Nothing that a server decides depends on it. */
  readonly label: EventLabel;
  /** Whose MLS bytes the event carries; undefined where it carries none. Likewise for facts only. */
  readonly carries: MlsLabel | undefined;
}

/** The names under which facts know an event: handed along with it, like a tracing header. */
export type EventNames = Pick<RoomEvent, 'label' | 'carries'>;
