/**
 * What would have had a message read, where that follows from the facts: a longer `security.window`, or another reading. What another run
 * would have been like from there on nobody knows, so these are said of this one only.
 */
import type { Blame } from '../../observe/blame.js';
import { ancestorAt, type Commit, lastCommon, reaches } from '../../observe/commit-tree.js';
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
function keptLonger(story: TraceStory, { device, message, state, decision }: Blame): readonly Sentence[] {
  // Whose user left the room keeps nothing, for however long a window.
  if (decision.commit === null) return [];
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

/** Whether the device could have gone back and followed the message's branch: that only leads where its server's current commit is. */
function goneBack(story: TraceStory, { history }: RoomStory, { device, state, decision }: Blame): readonly Sentence[] {
  const [stood, wanted] = [decision.commit, state].map((label) => history.tree.find(label ?? ''));
  const fork = stood && wanted && lastCommon(stood, wanted);
  if (stood === undefined || wanted === undefined || fork === undefined || fork === wanted) return [];
  const shown = story.find(
    'current_commit_shown',
    ({ commit }, { node }) => node === device && reaches(wanted, history.tree.named(commit)),
  );
  if (shown === undefined) {
    const text = `${device} was never shown a current commit on the message's branch, so no window would have had it go there.`;
    return [{ text, facts: [] }];
  }
  if (!wanted.roster.has(history.numbers.of(device))) return [];
  const received: Numbered[] = [];
  for (let at: Commit | undefined = wanted; at !== undefined && at !== fork; at = at.parent) {
    const { label } = at;
    const came = story.find('commit_received', ({ commit }, { node }) => node === device && commit === label);
    const proposals = story.find('proposals_taken_up', ({ commit }) => commit === label)?.fact.proposals ?? [];
    const unseen = proposals.find((proposal) => !wasShown(story, device, proposal));
    if (came === undefined || unseen !== undefined) {
      const what =
        came === undefined ? `${label}, a commit on the way to the message's state,` : `${unseen}, a proposal that ${label} takes up,`;
      return [{ text: `${what} never reached ${device}: no window would have helped (${came === undefined ? 'H45' : 'H39'}).`, facts: [] }];
    }
    // What came of a proposal that it was shown off the branch, its facts of this run do not tell.
    if (proposals.length > 0) return [];
    received.push(came);
  }
  const first = ancestorAt(stood, fork.depth + 1);
  const left = story.find('state_entered', (fact, { node }) => node === device && fact.state === first?.label);
  const last = received.reduce((latest, each) => (each.line > latest.line ? each : latest), received[0] as Numbered); // there is at least one
  if (left?.local === undefined || last.local === undefined) return [];
  const then =
    'would have kept the state before the fork until all commits on the way to the message’s state had come, from where they can be followed';
  return [windowSentence(last.local - left.local, then, [left, last])];
}

const wasShown = (story: TraceStory, device: string, proposal: string): boolean =>
  story.facts.some(
    ({ node, fact }) =>
      node === device && (fact.kind === 'proposal_received' || fact.kind === 'proposal_unprocessable') && fact.proposal === proposal,
  );

/** @param needed how long it took, in µs; a window counts whole seconds */
function windowSentence(needed: number, what: string, facts: readonly Numbered[]): Sentence {
  const least = Math.floor(Math.max(0, needed) / 1_000_000) + 1;
  const limit = needed >= LONGEST ? '; that is more than the seven days that the MSC allows' : '';
  return {
    text: `A security.window of ${least}s, where ${length(needed)} passed on the device's clock, ${what}, whichever commit's value governs (H30)${limit}.`,
    facts: facts.map(({ line }) => line),
  };
}
