/**
 * The auth rules of MSC4256 ("Authorization Rules"), in its order and with its numbers. One table for every place where a
 * server authorises: checks 4, 5 and 6 on receipt and the iterative checks of state resolution. They differ only in the state
 * that is handed in, and in it the MSC's "previous" and "current" commit are the same thing (H5).
 */
import type { AuthRule } from './auth-rule.js';
import { COMMIT_RULES, PENDING_COMMIT_RULES } from './auth-rules-commits.js';
import { AUTH_EVENT_RULES, CREATE_RULES, ROOM_RULES, STATE_KEY_RULES } from './auth-rules-general.js';
import { MESSAGE_RULES } from './auth-rules-messages.js';

export const AUTH_RULES: readonly AuthRule[] = [
  ...STATE_KEY_RULES, // 1, 2
  ...CREATE_RULES, // 3
  ...AUTH_EVENT_RULES, // 4
  ...ROOM_RULES, // 5 to 8
  ...COMMIT_RULES, // 9
  ...PENDING_COMMIT_RULES, // 10
  ...MESSAGE_RULES, // 11, 12
];
