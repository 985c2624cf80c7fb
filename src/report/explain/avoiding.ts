/**
 * What would have had a message read, where that follows from the facts: a longer `security.window`, or another reading. What another run
 * would have been like from there on nobody knows, so these are said of this one only.
 */
import type { Blame } from '../../observe/blame.js';
import { ancestorAt, type Commit, lastCommon } from '../../observe/commit-tree.js';
import { length, type Sentence } from './explanation.js';
import type { Numbered, RoomStory, TraceStory } from './trace-story.js';

/** The longest window that the MSC allows ("Security settings"), in µs. */
const LONGEST = 7 * 86_400_000_000;

export function avoided(story: TraceStory, room: RoomStory, blame: Blame): readonly Sentence[] {
  switch (blame.cause) {
    case 'key_deleted':
      return keptLonger(story, blame);
    case 'fork':
      return goneBack(story, room, blame);
    case 'soft_failed':
      return blame.decision.rule === '11' && blame.decision.check === 6 ? [NOT_ASKED] : [];
    case 'never_joined':
    case 'rejected':
    case 'undelivered':
    case 'other':
      return [];
  }
}

const NOT_ASKED: Sentence = {
  text: 'Under the reading rules.message_epoch: not_at_check_6, by which rule 11 is not asked at check 6, its server would have shown it; whether the device could open it then hangs on what it kept.',
  facts: [],
};

/** By the device's clock, from leaving the state until the first try. */
function keptLonger(story: TraceStory, { device, message, state }: Blame): readonly Sentence[] {
  const tried = story.find('message_unreadable', (fact, { node }) => fact.message === message && node === device);
  const left = story.all(
    'state_entered',
    (_, { node, room, line }) => node === device && tried !== undefined && room === tried.room && line < tried.line,
  );
  const away = left.findIndex((entered, place) => left[place - 1]?.fact.state === state && entered.fact.state !== state);
  const departure = left[away];
  if (tried?.local === undefined || departure?.local === undefined) return [];
  return [windowSentence(tried.local - departure.local, 'would have kept the state until then', [departure, tried])];
}

/** The commits of the other branch, and when they had come. */
function goneBack(story: TraceStory, { history }: RoomStory, { device, state, decision }: Blame): readonly Sentence[] {
  const [stood, wanted] = [decision.commit, state].map((label) => history.tree.find(label ?? ''));
  const fork = stood && wanted && lastCommon(stood, wanted);
  if (stood === undefined || wanted === undefined || fork === undefined || fork === wanted) return [];
  const first = ancestorAt(stood, fork.depth + 1);
  const left = story.find('state_entered', (fact, { node }) => node === device && fact.state === first?.label);
  const received: Numbered[] = [];
  for (let at: Commit | undefined = wanted; at !== undefined && at !== fork; at = at.parent) {
    const { label } = at;
    const fact = story.find('commit_received', ({ commit }, { node }) => node === device && commit === label);
    if (fact === undefined) {
      const text = `${label}, a commit on the way to the message's state, never reached ${device}: no window would have helped.`;
      return [{ text, facts: [] }];
    }
    received.push(fact);
  }
  const last = received.reduce((latest, each) => (each.line > latest.line ? each : latest), received[0] as Numbered); // there is at least one
  if (left?.local === undefined || last.local === undefined) return [];
  const isMember = wanted.roster.has(history.numbers.of(device));
  const then =
    'would have kept the state before the fork until all commits on the way to the message’s state had come, from where they can be followed';
  return isMember ? [windowSentence(last.local - left.local, then, [left, last])] : [];
}

/** @param needed how long it took, in µs; a window counts whole seconds */
function windowSentence(needed: number, what: string, facts: readonly Numbered[]): Sentence {
  const least = Math.floor(Math.max(0, needed) / 1_000_000) + 1;
  const limit = needed >= LONGEST ? '; that is more than the seven days that the MSC allows' : '';
  return {
    text: `A security.window of ${least}s, where ${length(needed)} passed on the device's clock, ${what}, whichever commit's value governs (H30)${limit}.`,
    facts: facts.map(({ line }) => line),
  };
}
