/**
 * The identifiers of MSC4256. Hidden behind them are two contradictions of the text: `m.mls.pending_commit` is also called
 * `m.mls.proposed_commit` (H4; here they are one type, with the name that auth rule 10 uses), and the create event's field is
 * called `encryption_algorithm` as well as `algorithm` (H3; both are read).
 *
 * Until the MSC is accepted its identifiers have unstable names ("Unstable prefixes"). A room has one set of names, that of the
 * room version in its create event: under another name an event is no commit there. The MSC says of the unstable names that
 * "the mls commit event should be de.bwi.mls.pending_commit"; taken for the pending commit, as the current one needs a type of
 * its own (H4).
 */

/** What differs between the stable and the unstable names. */
export interface RoomNames {
  /** The room version's identifier (MSC4256, "Room version"). */
  readonly roomVersion: string;
  readonly commitType: string;
  readonly pendingCommitType: string;
  /** What goes before an MLS ciphersuite's name in an `algorithm` (MSC4256, "State events"). */
  readonly algorithmPrefix: string;
}

export const ROOM_VERSIONS = ['m.mls.1', 'de.bwi.mls.v1'] as const;
export type RoomVersionIdentifier = (typeof ROOM_VERSIONS)[number];

/** The names in rooms of each room version. */
export const NAMES: Readonly<Record<RoomVersionIdentifier, RoomNames>> = {
  'm.mls.1': {
    roomVersion: 'm.mls.1',
    commitType: 'm.mls.commit',
    pendingCommitType: 'm.mls.pending_commit',
    algorithmPrefix: 'm.mls.v1.',
  },
  'de.bwi.mls.v1': {
    roomVersion: 'de.bwi.mls.v1',
    commitType: 'de.bwi.mls.commit',
    pendingCommitType: 'de.bwi.mls.pending_commit',
    algorithmPrefix: 'de.bwi.mls.v1.',
  },
};
export const STABLE_NAMES = NAMES['m.mls.1'];

/** Not of the MSC's making, so the same in both. */
export const CREATE_TYPE = 'm.room.create';
export const ENCRYPTED_TYPE = 'm.room.encrypted';

const ofEither = (name: 'commitType' | 'pendingCommitType'): ReadonlySet<string> => new Set(ROOM_VERSIONS.map((each) => NAMES[each][name]));
const COMMIT_TYPES = ofEither('commitType');
const PENDING_COMMIT_TYPES = ofEither('pendingCommitType');

/** Whether commits have this type in some room. */
export const isCommitType = (type: string): boolean => COMMIT_TYPES.has(type);
/** Whether pending commits have this type in some room. */
export const isPendingCommitType = (type: string): boolean => PENDING_COMMIT_TYPES.has(type);

/** The algorithm of a ciphersuite by its name in RFC 9420 §17.1. */
export const algorithmOf = (ciphersuite: string, names: RoomNames = STABLE_NAMES): string => `${names.algorithmPrefix}${ciphersuite}`;
