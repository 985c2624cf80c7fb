/**
 * Checks 4 to 6 on receipt of a PDU (Matrix server-server API, "Checks performed on receipt of a PDU"), by one server and
 * with what it holds: 4 against the event's auth events, 5 against the state before it, 6 against the current state.
 */
import type { RoomEvent } from './event.js';
import type { Check, Outcome, ResolvedStates, RoomState, RoomVersion, Verdict } from './room-version.js';

/** How the checks end. The first that fails decides. */
export type ReceiptVerdict =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'soft_failed'; readonly check: 6; readonly rule: string; readonly why: string }
  | { readonly outcome: 'rejected'; readonly check: 4 | 5; readonly rule: string; readonly why: string };

/** A verdict with the states round the event. */
export type Receipt = ReceiptVerdict & {
  /** Resolved over the states after the event's `prev_events`. */
  readonly stateBefore: RoomState;
  /** The same as before, if the event was rejected or is no state event. */
  readonly stateAfter: RoomState;
  /** Every resolution of two or more different states that judging the event needed, in that order, shared or not. */
  readonly resolved: readonly ResolvedStates[];
};

/** What the checks need to know of the server that makes them. */
export interface ReceiptContext {
  readonly authEvents: readonly { readonly event: RoomEvent; readonly outcome: Outcome }[];
  /** The first create event that it accepted, if it has one yet (H1). */
  readonly pinnedCreate: RoomEvent | undefined;
  readonly stateBefore: RoomState;
  /** The state of check 6, asked for only if the event comes that far; undefined: check 6 is not made. */
  currentState(): RoomState | undefined;
}

export function judgeReceipt(version: RoomVersion, event: RoomEvent, context: ReceiptContext): ReceiptVerdict {
  const authEvents = context.authEvents.map((cited) => cited.event);
  const against = (state: RoomState, check: Check): Verdict => version.authorise(event, state, authEvents, check);

  for (const cited of context.authEvents) {
    const verdict = version.judgeAuthEvent(cited.event, cited.outcome);
    if (!verdict.allowed) return { outcome: 'rejected', check: 4, rule: verdict.rule, why: verdict.why };
  }
  const create = version.judgeCreate(event, context.pinnedCreate);
  if (!create.allowed) return { outcome: 'rejected', check: 4, rule: create.rule, why: create.why };
  const cited = authEvents.reduce((state, authEvent) => version.apply(authEvent, state), version.state(undefined, undefined));
  const check4 = against(cited, 4);
  if (!check4.allowed) return { outcome: 'rejected', check: 4, rule: check4.rule, why: check4.why };
  const check5 = against(context.stateBefore, 5);
  if (!check5.allowed) return { outcome: 'rejected', check: 5, rule: check5.rule, why: check5.why };
  const current = context.currentState();
  const check6 = current === undefined ? check5 : against(current, 6);
  return check6.allowed ? { outcome: 'accepted' } : { outcome: 'soft_failed', check: 6, rule: check6.rule, why: check6.why };
}
