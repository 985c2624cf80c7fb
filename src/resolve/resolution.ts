/** What resolving state sets gives: each named commit is the commit of one, and no event counts as rejected. */
import type { RoomEvent } from '../room/event.js';
import { CREATE_TYPE } from '../room/msc4256/names.js';
import type { Msc4256RoomVersion } from '../room/msc4256/room-version.js';
import type { Graft } from '../room/room-version.js';
import type { Label } from '../scenario/dag/dag.js';

export interface StepResult {
  readonly event: Label;
  readonly accepted: boolean;
  /** The rule that refused it, and what was wrong. */
  readonly rule?: string;
  readonly why?: string;
}

export interface GraftResult {
  readonly event: Label;
  readonly upon: Label;
  readonly made_upon: Label | null;
}

export interface ResolutionResult {
  /** Null: nothing was resolved, or every step was refused. */
  readonly tip: Label | null;
  readonly graft: boolean;
  /** Present where it is one: each commit that stands upon another one, `upon`, than it was made upon. */
  readonly grafts?: readonly GraftResult[];
  /** The full conflicted set in authorisation order, without the create event. */
  readonly steps: readonly StepResult[];
  /** Present where the order of two steps hung on their labels. */
  readonly decided_by_event_id?: true;
}

export function resolveCommits(
  version: Msc4256RoomVersion,
  events: ReadonlyMap<Label, RoomEvent>,
  commits: readonly Label[],
): ResolutionResult {
  const states = commits.flatMap((label) => {
    const commit = events.get(label);
    const create = commit?.pdu.auth_events.map((id) => events.get(id)).find((event) => event?.pdu.type === CREATE_TYPE);
    return commit === undefined ? [] : [version.state(create, commit)];
  });
  const { state, steps, grafts, decidedByEventId } = version.resolve(states, () => false);
  return {
    tip: state.commit?.label ?? null,
    graft: grafts.length > 0,
    ...(grafts.length > 0 && { grafts: grafts.map(graftResult) }),
    steps: steps.map(({ event, verdict }) => ({
      event: event.label,
      accepted: verdict.allowed,
      ...(!verdict.allowed && { rule: verdict.rule, why: verdict.why }),
    })),
    ...(decidedByEventId && { decided_by_event_id: true }),
  };
}

const graftResult = ({ commit, upon, madeUpon }: Graft): GraftResult => ({
  event: commit.label,
  upon: upon.label,
  made_upon: madeUpon?.label ?? null,
});
