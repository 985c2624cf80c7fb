/** The events of a room as a graph, and the resolutions that its servers made, as a trace tells of them. */
import { CREATE_TYPE, isCommitType, isPendingCommitType } from '../../room/msc4256/names.js';
import { branchesOf, carriedBy } from '../space-time/branches.js';
import { number, type TraceFact, text } from '../space-time/packed-facts.js';

export type EventKind = 'create' | 'commit' | 'pending' | 'other';

export interface DagEvent {
  readonly label: string;
  readonly kind: EventKind;
  readonly type: string;
  /** The server that made it. */
  readonly origin: string;
  /** In ms from time zero on. */
  readonly at: number;
  /** What its origin's clock showed then, in ms: its `origin_server_ts`. */
  readonly timestamp: number;
  /** The fact's place in the trace. */
  readonly fact: number;
  /** Whose MLS bytes it carries, and the epoch in their header. */
  readonly carries: string | undefined;
  readonly epoch: number | undefined;
  readonly prev: readonly string[];
  readonly auth: readonly string[];
  /** Of a commit, pending or not. */
  readonly branch: number | undefined;
  /** The servers at which it was soft-failed, and rejected. */
  readonly softFailed: readonly string[];
  readonly rejected: readonly string[];
}

export interface DagStep {
  readonly event: string;
  /** Undefined: its origin is none of the powers. */
  readonly power: number | undefined;
  /** Undefined: it was accepted. */
  readonly refused: { readonly rule: string; readonly why: string } | undefined;
}

export interface DagGraft {
  readonly commit: string;
  readonly upon: string;
  readonly madeUpon: string | undefined;
}

/** A resolution of states, by their commits; null: a state without one. */
export interface DagResolution {
  /** When it was first made. */
  readonly at: number;
  readonly fact: number;
  /** All that made it and came to this, in the order in which they did. */
  readonly servers: readonly string[];
  readonly states: readonly (string | null)[];
  readonly steps: readonly DagStep[];
  readonly grafts: readonly DagGraft[];
  /** The commit of the state that came out. */
  readonly commit: string | undefined;
  readonly decidedByEventId: boolean;
}

export interface RoomDag {
  /** Each after those that it refers to. */
  readonly events: readonly DagEvent[];
  readonly byLabel: ReadonlyMap<string, DagEvent>;
  readonly resolutions: readonly DagResolution[];
  /** The current commit in the end, resolved over the servers of the room. */
  readonly final: string | undefined;
}

/** @param room undefined: the scenario's own; otherwise one that an upgrade made */
export function roomDag(facts: readonly TraceFact[], room: string | undefined = undefined): RoomDag {
  const branches = branchesOf(facts, carriedBy(facts), room);
  const softFailed = new Map<string, string[]>();
  const rejected = new Map<string, string[]>();
  const events: DagEvent[] = [];
  const byLabel = new Map<string, DagEvent>();
  const resolutions = new Map<string, DagResolution & { readonly servers: string[] }>();
  let final: string | undefined;
  for (const [place, fact] of facts.entries()) {
    if (fact.room !== room) continue;
    const label = text(fact.event) ?? '';
    const node = text(fact.node) ?? '';
    switch (fact.kind) {
      case 'event_created': {
        const lists = { softFailed: [], rejected: [] };
        softFailed.set(label, lists.softFailed);
        rejected.set(label, lists.rejected);
        const event = { ...eventOf(fact, place, branches), ...lists };
        events.push(event);
        byLabel.set(label, event);
        break;
      }
      case 'event_received':
        (fact.outcome === 'soft_failed' ? softFailed : fact.outcome === 'rejected' ? rejected : undefined)?.get(label)?.push(node);
        break;
      case 'states_resolved': {
        const resolution = resolutionOf(fact, place);
        if (resolution === undefined) break;
        const { states, steps, commit } = resolution;
        const key = JSON.stringify([[...states].sort(), steps, commit]);
        const known = resolutions.get(key);
        if (known === undefined) resolutions.set(key, { ...resolution, servers: [node] });
        else known.servers.push(node);
        break;
      }
      case 'run_ended':
        final = text(fact.final);
        break;
    }
  }
  return { events, byLabel, resolutions: [...resolutions.values()], final };
}

/** The rooms of a trace: the scenario's own, and those that upgrades made. */
export const roomsOf = (facts: readonly TraceFact[]): readonly (string | undefined)[] => [
  ...new Set(facts.flatMap(({ kind, room }) => (kind === 'event_created' ? [text(room)] : []))),
];

function eventOf(fact: TraceFact, place: number, branches: ReadonlyMap<string, number>): Omit<DagEvent, 'softFailed' | 'rejected'> {
  const carries = text(fact.carries);
  return {
    label: text(fact.event) ?? '',
    kind: kindOf(text(fact.type) ?? ''),
    type: text(fact.type) ?? '',
    origin: text(fact.node) ?? '',
    at: fact.at_ms,
    timestamp: number(fact.local_ms) ?? fact.at_ms,
    fact: place,
    carries,
    epoch: number(fact.epoch),
    prev: texts(fact.prev_events),
    auth: texts(fact.auth_events),
    branch: carries === undefined ? undefined : branches.get(carries),
  };
}

function kindOf(type: string): EventKind {
  if (type === CREATE_TYPE) return 'create';
  if (isCommitType(type)) return 'commit';
  return isPendingCommitType(type) ? 'pending' : 'other';
}

/** Undefined: its steps were told before. */
function resolutionOf(fact: TraceFact, place: number): Omit<DagResolution, 'servers'> | undefined {
  if (!Array.isArray(fact.steps)) return undefined;
  return {
    at: fact.at_ms,
    fact: place,
    states: list(fact.states).map((state) => text(state) ?? null),
    steps: records(fact.steps).map(({ event, power_index, rule, why }) => ({
      event: text(event) ?? '',
      power: number(power_index),
      refused: typeof rule === 'string' ? { rule, why: text(why) ?? '' } : undefined,
    })),
    grafts: records(fact.grafts).map(({ commit, upon, made_upon }) => ({
      commit: text(commit) ?? '',
      upon: text(upon) ?? '',
      madeUpon: text(made_upon),
    })),
    commit: text(fact.commit),
    decidedByEventId: fact.decided_by_event_id === true,
  };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): readonly string[] => list(value).flatMap((each) => text(each) ?? []);
const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  list(value).flatMap((each) => (typeof each === 'object' && each !== null ? [each as Readonly<Record<string, unknown>>] : []));
