/**
 * State resolution v2 and v2.1 (Matrix spec, room versions 2 and 12) over states of two keys, given a power order and auth
 * rules. MSC4256, "State resolution", takes it over with other ideas of power. Every event that can be in conflict is taken
 * for a power event (H11), so the algorithm's mainline ordering has nothing left to order; it stands in `mainline-ordering.ts`.
 *
 * A pure function of the state sets: neither their order nor who asks changes the result.
 */
import { authDifference, conflictedSubgraph } from './auth-difference.js';
import type { AuthGraph, AuthNode } from './auth-graph.js';
import type { RoomEvent } from './event.js';
import { type Ranked, reverseTopologicalPowerOrder } from './power-ordering.js';
import type { Graft, Resolution, ResolutionStep, RoomState, Verdict } from './room-version.js';

export interface ResolutionRules {
  /**
   * v2 starts from the unconflicted state; v2.1 from an empty one, and with the conflicted state subgraph. Where v2.1 starts no
   * input can show: what an event finds missing it fills in from its own auth events, and those are what the sets have in common
   * or steps before it.
   */
  readonly algorithm: 'v2' | 'v2.1';
  readonly authGraph: AuthGraph;
  /** The key of the state at which an event stands, if it is a state event. */
  keyOf(event: RoomEvent): keyof RoomState | undefined;
  /** One state, interned. */
  state(create: RoomEvent | undefined, commit: RoomEvent | undefined): RoomState;
  authorise(event: RoomEvent, state: RoomState, authEvents: readonly RoomEvent[]): Verdict;
  /** Lower is more powerful. */
  powerOf(event: RoomEvent, authEvents: readonly RoomEvent[]): number;
  /** Whether an accepted event is one in the chain whose links a graft breaks. */
  isLink(event: RoomEvent): boolean;
  /** The link that one which cites `authEvents` was made to follow. */
  parentOf(authEvents: readonly RoomEvent[]): RoomEvent | undefined;
  /** Whether two links are the same to who follows them. */
  isSameLink(a: RoomEvent, b: RoomEvent): boolean;
  /** Whether an event may neither enter nor fill in for a missing key. */
  isExcluded(event: RoomEvent): boolean;
  /** Whether an event may not fill in for a missing key. */
  isRejected(event: RoomEvent): boolean;
}

/** @param states at least two different ones */
export function resolveStates(states: readonly RoomState[], rules: ResolutionRules): Resolution {
  const { authGraph } = rules;
  const sets = states.map((state) => eventsOf(state).map((event) => authGraph.node(event)));
  const unconflicted = unconflictedState(states, rules);
  const conflicted = fullConflictedSet(sets, unconflicted, rules);
  const { ordered, decidedByEventId } = reverseTopologicalPowerOrder(conflicted, (node) => rules.powerOf(node.event, citedBy(node)));
  const { resolved, steps } = checkIteratively(ordered, rules.algorithm === 'v2' ? unconflicted : rules.state(undefined, undefined), rules);
  return {
    state: rules.state(unconflicted.create ?? resolved.create, unconflicted.commit ?? resolved.commit),
    steps,
    grafts: graftsIn(
      ordered.flatMap(({ node }, at) => (steps[at]?.verdict.allowed === true ? [node] : [])),
      rules,
    ),
    decidedByEventId,
  };
}

/** Each key that has one value in all states. */
function unconflictedState(states: readonly RoomState[], rules: ResolutionRules): RoomState {
  const common = <Key extends keyof RoomState>(key: Key): RoomEvent | undefined => {
    const value = states[0]?.[key];
    return states.every((state) => state[key] === value) ? value : undefined;
  };
  return rules.state(common('create'), common('commit'));
}

function fullConflictedSet(sets: readonly (readonly AuthNode[])[], unconflicted: RoomState, rules: ResolutionRules): Set<AuthNode> {
  const inConflict = new Set(sets.flat().filter(({ event }) => event !== unconflicted.create && event !== unconflicted.commit));
  const full = new Set([...inConflict, ...authDifference(sets), ...(rules.algorithm === 'v2.1' ? conflictedSubgraph(inConflict) : [])]);
  for (const node of full) if (rules.isExcluded(node.event)) full.delete(node);
  return full;
}

/** The iterative auth checks: each event against what was accepted so far, and its own auth events for what is missing there. */
function checkIteratively(ordered: readonly Ranked[], start: RoomState, rules: ResolutionRules) {
  const steps: ResolutionStep[] = [];
  let state = start;
  const resolved: { -readonly [Key in keyof RoomState]: RoomState[Key] } = { ...start };
  for (const { node, power } of ordered) {
    const authEvents = citedBy(node);
    const create = resolved.create ?? fallback('create', authEvents, rules);
    const commit = resolved.commit ?? fallback('commit', authEvents, rules);
    // A refused event leaves the state as it was, and refused ones come in rows.
    if (state.create !== create || state.commit !== commit) state = rules.state(create, commit);
    const verdict = rules.authorise(node.event, state, authEvents);
    const key = rules.keyOf(node.event);
    if (verdict.allowed && key !== undefined) resolved[key] = node.event;
    steps.push({ event: node.event, power, verdict });
  }
  return { resolved, steps };
}

const fallback = (key: keyof RoomState, authEvents: readonly RoomEvent[], rules: ResolutionRules): RoomEvent | undefined =>
  authEvents.findLast((cited) => rules.keyOf(cited) === key && !rules.isRejected(cited));

function graftsIn(accepted: readonly AuthNode[], rules: ResolutionRules): readonly Graft[] {
  const links = accepted.filter(({ event }) => rules.isLink(event));
  return links.flatMap((node, at) => {
    const upon = links[at - 1]?.event;
    const madeUpon = rules.parentOf(citedBy(node));
    const follows = upon === undefined || (madeUpon !== undefined && rules.isSameLink(madeUpon, upon));
    return follows ? [] : [{ commit: node.event, upon, madeUpon }];
  });
}

const eventsOf = ({ create, commit }: RoomState): readonly RoomEvent[] => [create, commit].filter((event) => event !== undefined);

const citedBy = (node: AuthNode): readonly RoomEvent[] => node.authEvents.map((authEvent) => authEvent.event);
