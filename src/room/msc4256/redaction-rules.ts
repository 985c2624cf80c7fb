/**
 * What redaction leaves of the events of an MSC4256 room. Room version 11 is the base (H1), without `sender` and `depth`.
 * `origin` is protected, because the rules now read it (H7); of a commit the whole content is, because otherwise any server
 * that relays one could make it unreadable without changing its id (H8).
 */
import type { RedactionRules } from '../redaction.js';
import { CREATE_TYPE, type RoomNames } from './names.js';

export const redactionRules = (names: RoomNames): RedactionRules => ({
  keys: ['type', 'room_id', 'origin', 'state_key', 'content', 'hashes', 'signatures', 'prev_events', 'auth_events', 'origin_server_ts'],
  content: {
    [CREATE_TYPE]: 'everything',
    [names.commitType]: ['algorithm', 'ciphertext'],
  },
});
