/**
 * The shape of an auth rule of MSC4256 ("Authorization Rules"), and how a table of them is applied: in order, to the first
 * rule that refuses or allows.
 */
import type { RoomEvent } from '../event.js';
import type { Check, Outcome, RoomState, Verdict } from '../room-version.js';
import type { CommitContent } from './commit-content.js';
import type { Malformed } from './mls-framing.js';
import type { MlsHeader } from './mls-header.js';
import { CREATE_TYPE, type RoomNames } from './names.js';
import type { Reading } from './reading.js';

/** What a rule looks at. */
export interface RuleContext {
  readonly event: RoomEvent;
  /** The state of the check. Its commit is what the MSC calls the "previous" and the "current" commit (H5). */
  readonly state: RoomState;
  /** All the events that `event` cites. */
  readonly authEvents: readonly RoomEvent[];
  readonly check: Check;
  /** One of `authEvents`, and what became of it at its own receipt by the server that asks; see `judgeAuthEvent`. */
  readonly receivedAuthEvent?: { readonly event: RoomEvent; readonly outcome: Outcome };
  /** The create event that the server that asks accepted before; see `judgeCreate`. */
  readonly pinnedCreate?: RoomEvent;
  readonly reading: Reading;
  readonly names: RoomNames;
  readonly mlsHeader: (event: RoomEvent) => MlsHeader | Malformed;
  readonly commitContent: (event: RoomEvent) => CommitContent | Malformed;
}

/**
 * What a rule finds: that it has nothing to say of such an event, nothing against this one, that it is allowed without more
 * rules, or why it is refused.
 */
export type Finding = 'inapplicable' | 'passed' | 'allowed' | { readonly refused: string };

export interface AuthRule {
  /** The rule's number in the MSC, `9.3`. */
  readonly rule: string;
  /** What the rule demands, in our words. */
  readonly text: string;
  readonly check: (context: RuleContext) => Finding;
  /** Of a section whose rules apply to some events only: whether to this one. Where not, no rule of it has anything to say. */
  readonly section?: (context: RuleContext) => boolean;
}

export const INAPPLICABLE: Finding = 'inapplicable';
/** A refusal if `fault` says what is wrong. */
export const refuseFor = (fault: string | undefined): Finding => (fault === undefined ? 'passed' : { refused: fault });
/** A refusal if something is wrong; `why` is a sentence with the values. */
export const refuseIf = (wrong: boolean, why: () => string): Finding => (wrong ? { refused: why() } : 'passed');

/** The rules of a section, which apply to some events only. */
export const when = (applies: (context: RuleContext) => boolean, rules: readonly AuthRule[]): readonly AuthRule[] =>
  rules.map((rule) => ({ ...rule, section: applies, check: (context) => (applies(context) ? rule.check(context) : INAPPLICABLE) }));

export const ALLOWED: Verdict = { allowed: true };

/** Applies the rules in their order. */
export function applyRules(rules: readonly AuthRule[], context: RuleContext): Verdict {
  let asked: AuthRule['section'];
  let applies = true;
  for (const { rule, check, section } of rules) {
    // The rules of a section follow upon one another: most events are passed over by whole sections.
    if (section !== undefined && section !== asked) [asked, applies] = [section, section(context)];
    if (section !== undefined && !applies) continue;
    const finding = check(context);
    if (finding === 'allowed') return ALLOWED;
    if (typeof finding === 'object') return { allowed: false, rule, why: finding.refused };
  }
  return ALLOWED;
}

export const isCreate = (event: RoomEvent): boolean => event.pdu.type === CREATE_TYPE;
/** An `m.mls.commit` by the room's own names; without a state key it is no state event, but auth rule 9 still is about it. */
export const isCommit = (event: RoomEvent, { commitType }: RoomNames): boolean => event.pdu.type === commitType;
/** Whether an event takes the place of one at a state key. */
export const isStateEvent = ({ pdu }: RoomEvent): boolean => pdu.state_key === '';

/** The commit among the auth events of an event. */
export const citedCommit = (authEvents: readonly RoomEvent[], names: RoomNames): RoomEvent | undefined =>
  authEvents.find((event) => isCommit(event, names) && isStateEvent(event));

/** The epoch of the event's MLS message; undefined if it carries none. */
export function epochOf({ event, mlsHeader }: RuleContext): number | undefined {
  const header = mlsHeader(event);
  return 'malformed' in header ? undefined : header.epoch;
}

/**
 * Whether the event is the room's first commit: of epoch 0, and the checked state has no commit. Only then are the rules
 * about a previous commit waived (H2): a second epoch-0 commit must obey them as any.
 */
export const isFirstCommit = (context: RuleContext): boolean =>
  isCommit(context.event, context.names) && context.state.commit === undefined && epochOf(context) === 0;

/** The commit of the checked state as a server reads it; undefined if there is none, or one that nobody can read. */
export function previousCommit({ state, commitContent }: RuleContext): CommitContent | undefined {
  if (state.commit === undefined) return undefined;
  const content = commitContent(state.commit);
  return 'malformed' in content ? undefined : content;
}

/** A list of servers in a sentence. */
export const quoteServers = (servers: readonly string[]): string => `[${servers.join(', ')}]`;
