/** The names that may stand for the braces of a metric's path: `9.3` in `events.rejected.{rule}`. */
import type { Fact } from '../facts/index.js';
import { AUTH_RULES } from '../room/msc4256/auth-rules.js';
import { CREATE_TYPE, ENCRYPTED_TYPE, NAMES } from '../room/msc4256/names.js';

/** All of them, or what they look like. */
export type FamilyNames = readonly string[] | RegExp;

/** Beside event types and rules: all of them together. */
export const TOTAL = 'total';
/** In place of a rule, where a size limit refused. */
const LIMITS = 'limits';
/** Likewise, where who sends is not in the room. */
const MEMBERSHIP = 'membership';

/** Likewise, where a client itself knows that it is not in the group. */
export const NOT_A_MEMBER = 'not_a_member';

/** What a client can see of a message that it cannot read. A failure that is missing here does not compile. */
const FAILURES: { readonly [Failure in Extract<Fact, { kind: 'message_unreadable' }>['failure']]: true } = {
  malformed: true,
  foreign_group: true,
  former_epoch: true,
  future_epoch: true,
  used_generation: true,
  cannot_open: true,
  unknown_proposal: true,
  own_message: true,
  no_key_package: true,
  no_state: true,
};

const rules = AUTH_RULES.map(({ rule }) => rule);
const types = Object.values(NAMES).flatMap(({ commitType, pendingCommitType }) => [commitType, pendingCommitType]);

const BY_PLACEHOLDER: Readonly<Record<string, FamilyNames>> = {
  type: [CREATE_TYPE, ENCRYPTED_TYPE, ...types, TOTAL],
  rule: [...rules, LIMITS, MEMBERSHIP, TOTAL],
  obstacle: [...rules, LIMITS, MEMBERSHIP, NOT_A_MEMBER],
  failure: Object.keys(FAILURES),
  index: /^(0|[1-9]\d*)$/,
  /** Matrix spec, appendices, "Server Name". */
  server: /^[A-Za-z0-9.:[\]-]+$/,
};

/** Of a path with braces. */
export function namesOf(pattern: string): FamilyNames {
  const names = BY_PLACEHOLDER[/\{(\w+)\}$/.exec(pattern)?.[1] ?? ''];
  if (names === undefined) throw new Error(`nothing says which names ${pattern} may have`);
  return names;
}

export const isName = (name: string, names: FamilyNames): boolean => (names instanceof RegExp ? names.test(name) : names.includes(name));
