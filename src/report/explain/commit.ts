/** What became of a commit: who made and published it, what each server and device made of it, and what decided. */
import type { CommitRecord, Fate } from '../../observe/metrics/commit-fates.js';
import { isPendingCommitType } from '../../room/msc4256/names.js';
import { byRule, eventsOf, madeFact, madeSentence, OUTCOMES, ruleSentences, whyApart } from './commits-told.js';
import { clock, type Explanation, type Sentence, some, type Unknown } from './explanation.js';
import { faultsOf } from './faults.js';
import type { RoomStory, TraceStory } from './trace-story.js';

/** @param name the commit's label, or that of an event that carries it */
export function explainCommit(story: TraceStory, name: string): Explanation | Unknown {
  const label = story.find('event_created', ({ event }) => event === name)?.fact.carries ?? name;
  const made = madeFact(story, label);
  const room = made && story.rooms.get(made.room);
  if (made === undefined || room === undefined) {
    const known = story.all('commit_created', (_, { at }) => at >= 0).map(({ fact }) => fact.commit);
    return { unknown: { what: 'commit', name, known } };
  }
  return {
    title: label === name ? `Commit ${label}` : `Commit ${label}, which ${name} carries`,
    sentences: [
      madeSentence(story, label),
      ...publishing(story, label),
      ...atServers(story, label),
      ...atDevices(story, label),
      ...fate(story, room, label),
    ],
  };
}

function publishing(story: TraceStory, label: string): readonly Sentence[] {
  const refused = story.find('commit_refused', ({ commit }) => commit === label);
  const pending = story.all('event_created', ({ carries, type }) => carries === label && isPendingCommitType(type));
  const sentences = pending.map(({ at, node, line, fact }) => ({
    text: `${node} sent it as the pending commit ${fact.event} at ${clock(at)}.`,
    facts: [line],
  }));
  for (const { at, node, line, fact } of eventsOf(story, label)) {
    const converted = story.find('pending_converted', ({ event }) => event === fact.event);
    const how = converted === undefined ? '' : `, in the slot of power ${converted.fact.power_index}, out of ${converted.fact.pending}`;
    const facts = converted === undefined ? [line] : [line, converted.line];
    sentences.push({ text: `${node} published it as ${fact.event} at ${clock(at)}${how}.`, facts });
  }
  if (refused !== undefined)
    sentences.push({ text: `Its author's server refused it by rule ${refused.fact.rule}: ${refused.fact.why}.`, facts: [refused.line] });
  return sentences;
}

function atServers(story: TraceStory, label: string): readonly Sentence[] {
  return eventsOf(story, label).flatMap(({ fact: { event } }) => {
    const received = story.all('event_received', (fact) => fact.event === event);
    const sentences = received.map(({ at, node, line, fact }) => {
      const took = story.find('current_commit_changed', ({ to }, numbered) => to === event && numbered.node === node);
      const left =
        took &&
        story.find('current_commit_changed', ({ from }, numbered) => from === event && numbered.node === node && numbered.line > took.line);
      const current =
        took === undefined
          ? ', and it never was current there'
          : `, and it was current there from ${clock(took.at)} ${left === undefined ? 'to the end' : `to ${clock(left.at)}, when ${left.fact.to} took its place`}`;
      const facts = [line, ...(took === undefined ? [] : [took.line]), ...(left === undefined ? [] : [left.line])];
      return { text: `${node} received ${event} at ${clock(at)} and ${OUTCOMES[fact.outcome]} it${byRule(fact)}${current}.`, facts };
    });
    return sentences;
  });
}

function atDevices(story: TraceStory, label: string): readonly Sentence[] {
  const entered = story.all('state_entered', ({ state, via }) => state === label && via !== 'rollback');
  const devices = [...new Set(entered.map(({ node }) => node ?? ''))];
  if (devices.length === 0) return [{ text: 'No device ever followed it.', facts: [] }];
  const text = `${devices.length} ${devices.length === 1 ? 'device' : 'devices'} followed it or came in by it: ${some(devices)}.`;
  return [{ text, facts: entered.map(({ line }) => line) }];
}

const FATES: { readonly [Of in Fate]: string } = {
  accepted: 'it is on the chain that the room ended with',
  lost: 'it was published, and is not on the chain that the room ended with',
  refused: 'no server took it: it was refused',
  stale: 'its author saw another commit for the same epoch become current, and gave it up',
  expired: 'its author saw no commit for the epoch within five minutes for each power, and gave it up',
  open: 'nothing came of it by the end',
};

function fate(story: TraceStory, { history, fates }: RoomStory, label: string): readonly Sentence[] {
  const record = [...fates.records].find((each) => each.label === label);
  const final = history.end?.final === undefined ? undefined : history.events.get(history.end.final);
  const chain = new Set<string>();
  for (let at = final; at !== undefined; at = at.auth) chain.add(at.bytes);
  if (record === undefined) return [];
  const became = fates.fate(record, chain);
  const end = { text: `What became of it (${became}): ${FATES[became]}.`, facts: ending(story, label, became) };
  return became === 'lost' ? [end, ...losing(story, record, chain)] : [end];
}

function ending(story: TraceStory, label: string, became: Fate): readonly number[] {
  const telling = { stale: 'commit_superseded', expired: 'commit_given_up', refused: 'commit_refused' } as const;
  if (became === 'accepted' || became === 'lost' || became === 'open') return story.all('run_ended').map(({ line }) => line);
  return story.all(telling[became], ({ commit }) => commit === label).map(({ line }) => line);
}

/** Which resolution went against it, and whom it lost to. */
function losing(story: TraceStory, { label }: CommitRecord, chain: ReadonlySet<string>): readonly Sentence[] {
  const made = madeFact(story, label);
  const rival = story.find('commit_created', ({ commit, parent }) => parent === made?.fact.parent && chain.has(commit));
  const events = new Set(eventsOf(story, label).map(({ fact }) => fact.event));
  const resolved = story.find(
    'states_resolved',
    ({ steps, states }) =>
      steps !== undefined &&
      states.some((state) => state !== null && events.has(state)) &&
      steps.some(({ event, rule }) => events.has(event) && rule !== undefined),
  );
  const step = resolved?.fact.steps?.find(({ event }) => events.has(event));
  const decided: readonly Sentence[] =
    resolved === undefined || step === undefined
      ? []
      : [
          {
            text: `${resolved.node} resolved ${resolved.fact.states.join(' and ')} to ${resolved.fact.commit} at ${clock(resolved.at)}: ${step.event} was refused by rule ${step.rule}: ${step.why}.`,
            facts: [resolved.line],
          },
          ...ruleSentences(step.rule),
        ];
  if (rival === undefined) return decided;
  return [...decided, madeSentence(story, rival.fact.commit), ...whyApart(story, faultsOf(story), label, rival.fact.commit)];
}
