/**
 * A resolution told a step at a time (Matrix spec, room version 2, "State resolution"; MSC4256, "State resolution"): why an event is
 * taken up when it is, what became of it, and in the end which commit has won, and why.
 */
import type { DagEvent, DagGraft, DagResolution, RoomDag } from './dag.js';

export interface ReplayStep {
  readonly event: string;
  readonly isAccepted: boolean;
  /** The commit that stands after it. */
  readonly tip: string | undefined;
  readonly text: string;
}

export interface Replay {
  readonly title: string;
  readonly steps: readonly ReplayStep[];
  /** A sentence each. */
  readonly outcome: readonly string[];
}

export function replay(resolution: DagResolution, { byLabel }: Pick<RoomDag, 'byLabel'>): Replay {
  let tip: string | undefined;
  const steps = resolution.steps.map(({ event, power, refused }, place) => {
    const made = byLabel.get(event);
    const before = resolution.steps[place - 1];
    if (refused === undefined) tip = event;
    const order =
      before === undefined ? '' : ` ${orderReason({ label: event, power, made }, { ...before, made: byLabel.get(before.event) })}`;
    const outcome =
      refused === undefined ? 'Accepted: it is the current commit so far.' : `Refused by rule ${refused.rule}: ${refused.why}.`;
    return { event, isAccepted: refused === undefined, tip, text: `${event}, ${described(made, power)}.${order} ${outcome}` };
  });
  return { title: titleOf(resolution), steps, outcome: outcomeOf(resolution) };
}

export function titleOf({ at, servers, states, commit }: DagResolution): string {
  const sets = states.map((state) => state ?? 'no commit').join(' and ');
  return `${(at / 1_000).toFixed(3)} s, ${servers.join(', ')}: ${sets} give ${commit ?? 'no commit'}`;
}

/** In words that stand on a page and in a terminal. */
export const graftLine = ({ commit, upon, madeUpon }: DagGraft): string =>
  `GRAFT: ${commit} now stands upon ${upon}, but was made upon ${madeUpon ?? 'none'}: no member that followed ${upon} can process it (H12).`;

function described(made: DagEvent | undefined, power: number | undefined): string {
  if (made === undefined) return 'which the trace does not tell of';
  const whose = power === undefined ? 'which is none of the powers' : `power ${power}`;
  const ends = made.epoch === undefined ? '' : ` that ends epoch ${made.epoch}`;
  return `a ${made.kind === 'pending' ? 'pending commit' : made.kind}${ends}, by ${made.origin}, ${whose}`;
}

interface Taken {
  readonly made: DagEvent | undefined;
  readonly power: number | undefined;
}

/** Why it comes after the step before it. */
function orderReason(taken: Taken & { readonly label: string }, before: Taken & { readonly event: string }): string {
  if (taken.made?.auth.includes(before.event) === true) return `It cites ${before.event}, so it comes after that.`;
  const [power, powerBefore] = [taken.power ?? Number.POSITIVE_INFINITY, before.power ?? Number.POSITIVE_INFINITY];
  if (power !== powerBefore) return `Of what could come next, ${before.event} is of the higher power.`;
  const [time, timeBefore] = [taken.made?.timestamp, before.made?.timestamp];
  if (time !== timeBefore) return `Of what could come next, ${before.event} is of the same power and has the earlier timestamp.`;
  return `Of what could come next, ${before.event} is of the same power and time, and has the lower event id.`;
}

function outcomeOf({ steps, grafts, commit, decidedByEventId }: DagResolution): readonly string[] {
  const refused = steps.filter((step) => step.refused !== undefined);
  const rules = [...new Set(refused.map((step) => step.refused?.rule))].join(' and ');
  const others = refused.length === 1 ? `${refused[0]?.event} was refused` : `${refused.length} others were refused`;
  const won =
    steps.length === refused.length ? 'the states have it in common, and every step was refused' : 'the last one that was accepted';
  return [
    commit === undefined
      ? 'No commit is left: every step was refused.'
      : `${commit} is the current commit: ${won}${refused.length === 0 || refused.length === steps.length ? '' : `; ${others}, by rule ${rules}`}.`,
    ...grafts.map(graftLine),
    ...(decidedByEventId
      ? ['An event id decided between two of them: power and timestamp were equal. The other MLS engine may decide otherwise.']
      : []),
  ];
}
