/** Where a server stood at some time: its clock, its current commit, what was in its way, and where its users' devices were. */

import { homeOf } from './commits-told.js';
import { clock, type Explanation, length, type Sentence, type Unknown } from './explanation.js';
import { faultSentence, faultsOf } from './faults.js';
import type { Numbered, TraceStory } from './trace-story.js';

/** @param name the server's, or how that begins, as far as no other begins so */
export function explainServer(story: TraceStory, name: string, at: number): Explanation | Unknown {
  const known = [...new Set(story.all('event_received').flatMap(({ node }) => node ?? []))];
  const meant = known.filter((each) => each.startsWith(name));
  const server = known.find((each) => each === name) ?? (meant.length === 1 ? meant[0] : undefined);
  if (server === undefined) return { unknown: { what: 'server', name, known } };
  const before = story.facts.filter((each) => each.at <= at);
  return {
    title: `Server ${server} at ${clock(at)}`,
    sentences: [...clockOf(before, server), ...current(story, before, server), ...inTheWay(story, server, at), ...devices(before, server)],
  };
}

function clockOf(before: readonly Numbered[], server: string): readonly Sentence[] {
  const last = before.findLast(({ node, local }) => node === server && local !== undefined);
  if (last?.local === undefined) return [{ text: `${server} had done nothing yet.`, facts: [] }];
  const off = last.local - last.at;
  const how = off === 0 ? 'showed the true time' : `was ${length(Math.abs(off))} ${off > 0 ? 'fast' : 'slow'}`;
  return [{ text: `Its clock ${how} when it last did something, ${clock(last.at)}.`, facts: [last.line] }];
}

function current(story: TraceStory, before: readonly Numbered[], server: string): readonly Sentence[] {
  const changes = story.all('current_commit_changed', (_, { node, room }) => node === server && room === undefined);
  const now = changes.findLast(({ line }) => line <= (before.at(-1)?.line ?? 0));
  if (now === undefined) return [{ text: 'It had no current commit.', facts: [] }];
  const created = story.find('event_created', ({ event }) => event === now.fact.to);
  const carries = created?.fact.carries === undefined ? '' : `, which carries ${created.fact.carries}`;
  const graft = now.fact.graft ? ' It came there by a graft (H12).' : '';
  const held: Sentence = {
    text: `Its current commit was ${now.fact.to ?? 'none'}${carries}, since ${clock(now.at)}${now.fact.from === undefined ? '' : `, after ${now.fact.from}`}.${graft}`,
    facts: [now.line],
  };
  const next = changes.find(({ line }) => line > now.line);
  const after: Sentence =
    next === undefined
      ? { text: 'It kept that to the end.', facts: [] }
      : { text: `It changed to ${next.fact.to ?? 'none'} at ${clock(next.at)}.`, facts: [next.line] };
  return [held, after, ...pending(story, before, server)];
}

/** Pending commits that it had accepted, and of which nothing had come there yet. */
function pending(story: TraceStory, before: readonly Numbered[], server: string): readonly Sentence[] {
  const until = before.at(-1)?.line ?? 0;
  const accepted = story.all(
    'event_received',
    ({ type, outcome }, { node, line }) => node === server && line <= until && outcome === 'accepted' && type.endsWith('pending_commit'),
  );
  return accepted.flatMap(({ fact: { event }, at, line }) => {
    const converted = story.find('pending_converted', (fact, numbered) => fact.pending === event && numbered.line <= until);
    const created = story.find('event_created', (fact) => fact.event === event);
    const over = story.find(
      'current_commit_changed',
      (fact, numbered) =>
        numbered.node === server && numbered.line > line && numbered.line <= until && fact.from === created?.fact.auth_commit,
    );
    if (converted !== undefined || over !== undefined) return [];
    return [{ text: `The pending commit ${event}, accepted at ${clock(at)}, waited for the slot of a power.`, facts: [line] }];
  });
}

function inTheWay(story: TraceStory, server: string, at: number): readonly Sentence[] {
  const faults = faultsOf(story).filter(({ from, to, name }) => from <= at && at < to && name.includes(server));
  return faults.length === 0
    ? [{ text: 'No fault of the scenario was in its way then.', facts: [] }]
    : faults.map((fault) => faultSentence(fault, 'In its way was'));
}

/** Where each device of its users stood, and whether it could follow. */
function devices(before: readonly Numbered[], server: string): readonly Sentence[] {
  const own = before.filter(({ node, room }) => node?.startsWith('@') === true && room === undefined && homeOf(node) === server);
  const names = [...new Set(own.map(({ node }) => node))];
  return names.map((device) => {
    const facts = own.filter(({ node }) => node === device);
    const stands = facts.findLast(
      ({ fact }) => fact.kind === 'state_entered' || fact.kind === 'group_left' || fact.kind === 'group_abandoned',
    );
    const lost = facts.findLast(({ fact }) => fact.kind === 'branch_lost' || fact.kind === 'branch_regained');
    const where =
      stands?.fact.kind === 'state_entered'
        ? `stood in ${stands.fact.state} (epoch ${stands.fact.epoch}), since ${clock(stands.at)}`
        : 'was not in the group';
    const follows = lost?.fact.kind === 'branch_lost' ? `, and could not follow ${lost.fact.current} since ${clock(lost.at)}` : '';
    const lines = [...(stands === undefined ? [] : [stands.line]), ...(follows === '' || lost === undefined ? [] : [lost.line])];
    return { text: `${device} ${where}${follows}.`, facts: lines };
  });
}
