/**
 * What the space-time diagram shows: a lane for each server, with its devices beside it, what happened on each, what travelled
 * between them, and which commit each server held to be the current one. All in the order of time, in milliseconds from time zero on.
 */
import type { Fact } from '../../facts/index.js';
import { branchesOf, carriedBy, FINAL_BRANCH } from './branches.js';
import { number, type TraceFact, text } from './packed-facts.js';

export interface Lane {
  readonly node: string;
  /** Undefined: it is a server itself. */
  readonly server: string | undefined;
}

/** Something that happened on a lane. */
export interface Mark {
  readonly at: number;
  readonly lane: number;
  /** The fact's place in the trace. */
  readonly fact: number;
  readonly kind: string;
  /** The events, commits and messages that it is about. */
  readonly about: readonly string[];
  /** Whether something was refused, or did not come off. */
  readonly isBad: boolean;
  /** Of a commit: which branch it is on. */
  readonly branch: number | undefined;
}

/** How a transmission ended: it arrived, and for an event that then was not accepted, what became of that; or the link lost it, or was cut; or it waited for a node that was down. */
export type Fate = 'arrives' | 'held' | 'soft_failed' | 'rejected' | 'lost' | 'cut';

export interface Arrow {
  readonly at: number;
  /** The same as `at` of what did not arrive. */
  readonly arrives: number;
  readonly from: number;
  readonly to: number;
  readonly fact: number;
  /** What it carried, as the network calls it. */
  readonly thing: string;
  readonly fate: Fate;
}

/** The current commit of a server, from when to when. */
export interface Current {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly commit: string;
  readonly branch: number;
}

export interface Story {
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  readonly arrows: readonly Arrow[];
  /** The longest time that an arrow takes. */
  readonly longest: number;
  readonly currents: readonly Current[];
  readonly end: number;
}

export function storyOf(facts: readonly TraceFact[]): Story {
  const lanes = lanesOf(facts);
  const places = new Map(lanes.map(({ node }, place) => [node, place]));
  const carried = carriedBy(facts);
  const branches = branchesOf(facts, carried);
  const end = facts.reduce((latest, { at_ms }) => Math.max(latest, at_ms), 0);
  const arrows = arrowsOf(facts, places, carried);
  return {
    lanes,
    marks: marksOf(facts, places, carried, branches),
    arrows,
    longest: arrows.reduce((longest, { at, arrives }) => Math.max(longest, arrives - at), 0),
    currents: currentsOf(facts, places, carried, branches, end),
    end,
  };
}

/** Servers in the order in which the trace tells of them, each with its devices after it. */
function lanesOf(facts: readonly TraceFact[]): readonly Lane[] {
  const nodes = new Set<string>();
  for (const { kind, node, from, to } of facts) {
    for (const each of kind === 'transmission' ? [from, to] : [node]) if (typeof each === 'string') nodes.add(each);
  }
  const servers = [...nodes].filter((node) => !node.startsWith('@'));
  const devices = [...nodes].filter((node) => node.startsWith('@'));
  return servers.flatMap((server) => [
    { node: server, server: undefined },
    ...devices.filter((device) => homeOf(device) === server).map((node) => ({ node, server })),
  ]);
}

/** `@user:server/1`: the server's name is what is between the first colon and the last slash. */
const homeOf = (device: string): string => device.slice(device.indexOf(':') + 1, device.lastIndexOf('/'));

/** The kinds of facts that tell of something refused, lost or given up. */
const BAD: { readonly [Kind in Fact['kind']]?: true } = {
  message_impossible: true,
  message_unreadable: true,
  change_impossible: true,
  proposal_refused: true,
  proposal_unprocessable: true,
  commit_refused: true,
  commit_superseded: true,
  commit_given_up: true,
  commit_unprocessable: true,
  commit_declined: true,
  branch_lost: true,
  welcome_unusable: true,
  event_refused: true,
  to_device_refused: true,
  event_dropped: true,
  event_redacted: true,
  event_ignored: true,
  membership_refused: true,
  crashed: true,
  went_offline: true,
};
const SUBJECTS = ['event', 'message', 'commit', 'carries', 'state', 'to', 'pending', 'proposal', 'auth_commit'] as const;

function marksOf(
  facts: readonly TraceFact[],
  places: ReadonlyMap<string, number>,
  carried: ReadonlyMap<string, string>,
  branches: ReadonlyMap<string, number>,
): readonly Mark[] {
  return facts.flatMap((fact, place) => {
    const lane = places.get(text(fact.node) ?? '');
    // What a server sends is an arrow.
    if (lane === undefined || fact.at_ms < 0 || fact.kind === 'transaction_sent' || fact.kind === 'transmission') return [];
    const named = SUBJECTS.flatMap((field) => text(fact[field]) ?? []);
    const about = [...new Set(named.flatMap((name) => [name, carried.get(name) ?? name]))];
    const commit = about.find((name) => branches.has(name));
    return {
      at: fact.at_ms,
      lane,
      fact: place,
      kind: fact.kind,
      about,
      isBad: fact.kind in BAD || (fact.kind === 'event_received' && fact.outcome !== 'accepted'),
      branch: commit === undefined ? undefined : branches.get(commit),
    };
  });
}

function arrowsOf(
  facts: readonly TraceFact[],
  places: ReadonlyMap<string, number>,
  carried: ReadonlyMap<string, string>,
): readonly Arrow[] {
  // A transaction is called by its first event: its type, and whose bytes it carries. What becomes of the others is told on the lane.
  const failed = new Map<string, 'soft_failed' | 'rejected'>();
  for (const { kind, event, type, node, outcome } of facts) {
    const name = text(event);
    if (kind !== 'event_received' || name === undefined || (outcome !== 'soft_failed' && outcome !== 'rejected')) continue;
    failed.set(`${String(node)} ${String(type)} ${carried.get(name) ?? name}`, outcome);
  }
  const down = downtimes(facts);
  return facts.flatMap((fact, place) => {
    const [from, to] = [text(fact.from) ?? '', text(fact.to) ?? ''];
    const [source, target, thing] = [places.get(from), places.get(to), text(fact.thing)];
    if (fact.kind !== 'transmission' || source === undefined || target === undefined || thing === undefined || fact.at_ms < 0) return [];
    const arrives = number(fact.arrives_ms);
    const isHeld = arrives !== undefined && (down.get(to) ?? []).some(([since, until]) => since <= arrives && arrives < until);
    const fate: Fate =
      arrives === undefined ? (fact.fate === 'cut' ? 'cut' : 'lost') : isHeld ? 'held' : (failed.get(`${to} ${thing}`) ?? 'arrives');
    return { at: fact.at_ms, arrives: arrives ?? fact.at_ms, from: source, to: target, fact: place, thing, fate };
  });
}

/** By node, from when to when it was crashed. */
function downtimes(facts: readonly TraceFact[]): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  const [open, closed] = [new Map<string, number>(), new Map<string, (readonly [number, number])[]>()];
  for (const { kind, node, at_ms } of facts) {
    const name = text(node);
    if (name === undefined) continue;
    if (kind === 'crashed') open.set(name, at_ms);
    const since = open.get(name);
    if (kind !== 'restarted' || since === undefined) continue;
    closed.set(name, [...(closed.get(name) ?? []), [since, at_ms]]);
    open.delete(name);
  }
  for (const [name, since] of open) closed.set(name, [...(closed.get(name) ?? []), [since, Number.POSITIVE_INFINITY]]);
  return closed;
}

function currentsOf(
  facts: readonly TraceFact[],
  places: ReadonlyMap<string, number>,
  carried: ReadonlyMap<string, string>,
  branches: ReadonlyMap<string, number>,
  end: number,
): readonly Current[] {
  const spans: Current[] = [];
  const open = new Map<number, { readonly from: number; readonly commit: string }>();
  const close = (lane: number, to: number): void => {
    const last = open.get(lane);
    if (last !== undefined && to > last.from) spans.push({ lane, ...last, to, branch: branches.get(last.commit) ?? FINAL_BRANCH });
    open.delete(lane);
  };
  for (const fact of facts) {
    const lane = places.get(text(fact.node) ?? '');
    if (fact.kind !== 'current_commit_changed' || fact.room !== undefined || lane === undefined) continue;
    const at = Math.max(0, fact.at_ms);
    close(lane, at);
    const event = text(fact.to);
    if (event !== undefined) open.set(lane, { from: at, commit: carried.get(event) ?? event });
  }
  for (const lane of [...open.keys()]) close(lane, end);
  return spans;
}
