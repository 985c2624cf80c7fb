/**
 * The seam of the room version: what a homeserver needs of the rules of a room, and nothing about how they decide.
 */
import type { RoomId, ServerName } from '../names.js';
import type { EventNames, PduDraft, RoomEvent } from './event.js';

/** The state of a room: the events at its two state keys. Instances are interned, so equal states are one reference. */
export interface RoomState {
  readonly create: RoomEvent | undefined;
  readonly commit: RoomEvent | undefined;
}

/** What the auth rules say of an event against a state. */
export type Verdict =
  | { readonly allowed: true }
  /** `rule` is the number of the rule that refused, "9.3"; `why` says what was wrong with which value, in one sentence. */
  | { readonly allowed: false; readonly rule: string; readonly why: string };

/** What checks 1-3 on receipt say of an event (Matrix server-server API, "Checks performed on receipt of a PDU"). */
export type Inspection =
  /** Check 1 (format, limits) or 2 (signature) failed. */
  | { readonly kind: 'dropped'; readonly check: 1 | 2; readonly why: string }
  /** Check 3 failed: the content hash does not match, so `event` is the redacted one. */
  | { readonly kind: 'redacted'; readonly event: RoomEvent }
  | { readonly kind: 'intact'; readonly event: RoomEvent };

export interface ResolutionStep {
  readonly event: RoomEvent;
  /** What it was ordered by: lower is more powerful; Infinity: it has no power. */
  readonly power: number;
  readonly verdict: Verdict;
}

/** An accepted commit that stands upon another one than it was made upon (H12). */
export interface Graft {
  readonly commit: RoomEvent;
  /** The commit accepted before it. */
  readonly upon: RoomEvent;
  /** The commit that it cites; undefined if it cites none. */
  readonly madeUpon: RoomEvent | undefined;
}

export interface Resolution {
  readonly state: RoomState;
  /** The full conflicted set in authorisation order; empty where there was no conflict. */
  readonly steps: readonly ResolutionStep[];
  /** The accepted steps after the first whose MLS parent has other bytes than the accepted step before them: a graft, if there is any. */
  readonly grafts: readonly Graft[];
  /** The order of two steps hung on their event ids, which differ between MLS engines. */
  readonly decidedByEventId: boolean;
}

/** A resolution with what went into it: at least two states, each once. */
export interface ResolvedStates {
  readonly states: readonly RoomState[];
  readonly resolution: Resolution;
}

/** A server's Ed25519 signing key, `ed25519:<version>` (Matrix spec appendices, "Signing JSON"). */
export interface SigningKey {
  readonly server: ServerName;
  readonly keyId: string;
  /** What others verify its signatures with. */
  readonly verifyKey: VerifyKey;
  sign(bytes: Uint8Array): Uint8Array;
}
export interface VerifyKey {
  readonly keyId: string;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** The rules of one room version under one reading. One object a run: it owns the memo tables of what is pure. */
export interface RoomVersion {
  /** The room version's identifier, `m.mls.1`. */
  readonly identifier: string;
  /** Which state check 6 is made against. */
  readonly check6: Check6;
  /** Hashes, signs and names an event. It may break limits and rules: `inspect` and `authorise` say so. */
  build(draft: PduDraft, key: SigningKey, names: EventNames): RoomEvent;
  /** Takes in an event made elsewhere, such as one of a hand-written DAG, and believes its id. Parents come first. */
  adopt(event: RoomEvent): RoomEvent;
  inspect(event: RoomEvent, verifyKeyOf: (server: ServerName) => VerifyKey | undefined): Inspection;
  /** One state, interned. */
  state(create: RoomEvent | undefined, commit: RoomEvent | undefined): RoomState;
  /** The state after `event`, which was not rejected, in the state `before` it. */
  apply(event: RoomEvent, before: RoomState): RoomState;
  /**
   * The auth rules. `state` is that of the check: the event's auth events (check 4), the state before it (5), the current
   * state (6), or the partial state of a resolution. `authEvents` are all the events that it cites, in any order.
   */
  authorise(event: RoomEvent, state: RoomState, authEvents: readonly RoomEvent[], check: Check): Verdict;
  /** What the outcome of one of its auth events, at this server, says of an event (auth rule 4.4, H9). */
  judgeAuthEvent(authEvent: RoomEvent, outcome: Outcome): Verdict;
  /** What the create event that this server accepted before says of an event: there is no second one (auth rule 3.6, H1). */
  judgeCreate(event: RoomEvent, pinned: RoomEvent | undefined): Verdict;
  /** `states` may repeat and come in any order. `rejected`: did this server reject the event (H17)? */
  resolve(states: readonly RoomState[], rejected: (event: RoomEvent) => boolean): Resolution;
  /** The auth events to cite for an event of this type in this state. */
  authEventsFor(type: string, state: RoomState): readonly RoomEvent[];
  /** The servers that get an event, given the state before it (H25), the origin among them. In the order of `federation.servers`. */
  route(event: RoomEvent, before: RoomState): readonly ServerName[];
  readonly roomId: (event: RoomEvent) => RoomId;
}

/** The state of check 6: resolved over the forward extremities; also with the state before the event; or no check 6 (H22). */
export type Check6 = 'extremities' | 'with_state_before' | 'none';
export type Check = 4 | 5 | 6 | 'resolution';
export type Outcome = 'accepted' | 'soft_failed' | 'rejected';
