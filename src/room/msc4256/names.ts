/**
 * The identifiers of MSC4256. Hidden behind them are two contradictions of the text: `m.mls.pending_commit` is also called
 * `m.mls.proposed_commit` (H4; here they are one type, with the name that auth rule 10 uses), and the create event's field is
 * called `encryption_algorithm` as well as `algorithm` (H3; both are read).
 */

/** The room version's identifier (MSC4256, "Room version"). */
export const ROOM_VERSION = 'm.mls.1';

export const CREATE_TYPE = 'm.room.create';
export const COMMIT_TYPE = 'm.mls.commit';
export const PENDING_COMMIT_TYPE = 'm.mls.pending_commit';
export const ENCRYPTED_TYPE = 'm.room.encrypted';

/** What goes before an MLS ciphersuite's name in an `algorithm` (MSC4256, "State events"). */
export const ALGORITHM_PREFIX = 'm.mls.v1.';

/** The algorithm of a ciphersuite by its name in RFC 9420 §17.1. */
export const algorithmOf = (ciphersuite: string): string => `${ALGORITHM_PREFIX}${ciphersuite}`;
