/**
 * When which power may convert a pending commit (MSC4256, "Commit Conflict Handling"): each has five minutes, the first three
 * of which it may use; in the two after that nobody converts. Counted from the pending commit's `origin_server_ts`, or from
 * whichever time a reading puts in its place (H34). No auth rule enforces any of it.
 */

/** From the opening of one power's slot to that of the next, in milliseconds. */
export const SLOT_PERIOD_MS = 300_000;
/** How long a slot is open, in milliseconds. */
export const SLOT_LENGTH_MS = 180_000;

/** A slot covers `opensMs` and ends before `closesMs`; both on the scale of the timestamp that it was made from. */
export interface PendingSlot {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** The slot of the power at `powerIndex` (0 for the head) for a pending commit of `timestampMs`. */
export function pendingSlot(powerIndex: number, timestampMs: number): PendingSlot {
  const opensMs = timestampMs + powerIndex * SLOT_PERIOD_MS;
  return { opensMs, closesMs: opensMs + SLOT_LENGTH_MS };
}

/** When the author of a pending commit can know that it failed: `len(powers) * 5` minutes later. */
export const pendingGiveUpMs = (powerCount: number, timestampMs: number): number => timestampMs + powerCount * SLOT_PERIOD_MS;
