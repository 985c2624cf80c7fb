/**
 * What redaction leaves of the events of an MSC4256 room. Room version 11 is the base (H1), without `sender` and `depth`.
 * `origin` is protected, because the rules now read it (H7); of a commit the whole content is, because otherwise any server
 * that relays one could make it unreadable without changing its id (H8).
 */
import type { RedactionRules } from '../redaction.js';
import { CREATE_TYPE, type RoomNames } from './names.js';

export const redactionRules = (names: RoomNames): RedactionRules => ({
  keys: ['auth_events', 'content', 'hashes', 'origin', 'origin_server_ts', 'prev_events', 'room_id', 'signatures', 'state_key', 'type'],
  content: {
    [CREATE_TYPE]: 'everything',
    [names.commitType]: ['algorithm', 'ciphertext'],
  },
});
