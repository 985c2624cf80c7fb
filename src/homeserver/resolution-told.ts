/** A resolution as a fact. Many events may need the same one; its steps are told once. */
import type { ServerFact } from '../facts/index.js';
import type { RoomEvent } from '../room/event.js';
import type { Graft, ResolutionStep, ResolvedStates } from '../room/room-version.js';
import type { HostedRoom } from './hosted-room.js';

type StatesResolved = Extract<ServerFact, { readonly kind: 'states_resolved' }>;

/** @param event whose receipt needed it */
export function tellResolution({ resolutionsTold }: HostedRoom, event: RoomEvent, { states, resolution }: ResolvedStates): StatesResolved {
  const commits = states.map(({ commit }) => commit?.label ?? null);
  const commit = resolution.state.commit?.label;
  const key = `${commits.toSorted().join(' ')} ${commit}`;
  const isNew = !resolutionsTold.has(key);
  resolutionsTold.add(key);
  return {
    kind: 'states_resolved',
    event: event.label,
    states: commits,
    commit,
    decided_by_event_id: resolution.decidedByEventId,
    steps: isNew ? resolution.steps.map(tellStep) : undefined,
    grafts: isNew ? resolution.grafts.map(tellGraft) : undefined,
  };
}

const tellStep = ({ event, power, verdict }: ResolutionStep): NonNullable<StatesResolved['steps']>[number] => ({
  event: event.label,
  power_index: Number.isFinite(power) ? power : undefined,
  rule: verdict.allowed ? undefined : verdict.rule,
  why: verdict.allowed ? undefined : verdict.why,
});

const tellGraft = ({ commit, upon, madeUpon }: Graft): NonNullable<StatesResolved['grafts']>[number] => ({
  commit: commit.label,
  upon: upon.label,
  made_upon: madeUpon?.label,
});
