/** What several answers say of a commit: who made it and when, and what kept its maker from knowing of another one. */
import { type NodeName, serverOfDevice } from '../../names.js';
import { AUTH_RULES } from '../../room/msc4256/auth-rules.js';
import { isCommitType } from '../../room/msc4256/names.js';
import { clock, length, type Sentence } from './explanation.js';
import { type Fault, faultText, parting } from './faults.js';
import type { TraceStory } from './trace-story.js';

export const madeFact = (story: TraceStory, commit: string) => story.find('commit_created', (fact) => fact.commit === commit);

/** The events that carry its bytes as `m.mls.commit`, in the order in which they were made. */
export const eventsOf = (story: TraceStory, commit: string) =>
  story.all('event_created', (fact) => fact.carries === commit && isCommitType(fact.type));

export function madeSentence(story: TraceStory, commit: string): Sentence {
  const made = madeFact(story, commit);
  if (made === undefined) return { text: `${commit} is the state that the group was created in.`, facts: [] };
  const { change, parent, epoch, added, way } = made.fact;
  const what = change === undefined ? 'for the proposals of others' : `to carry out "${change}"`;
  const adds = added.length === 0 ? '' : `; it adds ${added.join(', ')}`;
  const text = `${commit} was made by ${made.node} at ${clock(made.at)} upon ${parent}, ${what}, ${way === 'direct' ? 'to be published at once' : 'as a pending commit'}; it ends epoch ${epoch}${adds}.`;
  return { text, facts: [made.line] };
}

/** Why whoever published the later one of two conflicting commits did not know of the earlier one. */
export function whyApart(story: TraceStory, faults: readonly Fault[], one: string, other: string): readonly Sentence[] {
  const [a, b] = [eventsOf(story, one)[0], eventsOf(story, other)[0]];
  if (a?.node === undefined || b?.node === undefined) return [];
  const [first, second] = a.at <= b.at ? [a, b] : [b, a];
  const [from, to] = [first.node, second.node] as readonly [NodeName, NodeName]; // both are there
  const told = `${first.fact.carries} was published by ${from} at ${clock(first.at)}, ${second.fact.carries} by ${to} at ${clock(second.at)}`;
  const facts = [first.line, second.line];
  const between = parting(faults, from, to, first.at, second.at);
  if (between.length > 0) {
    const text = `${told}: what parted the two then was ${between.map(faultText).join(' and ')}.`;
    return [{ text, facts: [...facts, ...between.flatMap((fault) => fault.facts)] }];
  }
  const arrived = story.find('event_received', ({ event }, { node }) => event === first.fact.event && node === to);
  if (arrived !== undefined && arrived.at < second.at) {
    const text = `${told}, which had received the other one at ${clock(arrived.at)} and ${OUTCOMES[arrived.fact.outcome]} it${byRule(arrived.fact)}.`;
    return [{ text, facts: [...facts, arrived.line] }];
  }
  const text = `${told}, ${length(second.at - first.at)} later and before it could know: no fault, both were under way at once.`;
  return [{ text, facts }];
}

export const OUTCOMES = { accepted: 'accepted', soft_failed: 'soft-failed', rejected: 'rejected' } as const;

export const byRule = ({
  check,
  rule,
  why,
}: {
  readonly check: number | undefined;
  readonly rule: string | undefined;
  readonly why: string | undefined;
}): string => (check === undefined ? '' : ` at check ${check} by rule ${rule}: ${why}`);

/** What the MSC's auth rule says. */
export const ruleSentences = (number: string | null | undefined): readonly Sentence[] =>
  AUTH_RULES.flatMap(({ rule, text }) => (rule === number ? [{ text: `Auth rule ${rule}: ${text}`, facts: [] }] : []));

/** The server whose user's device it is. */
export const homeOf = (device: string): NodeName => serverOfDevice(device as Parameters<typeof serverOfDevice>[0]); // it has stated facts of devices
