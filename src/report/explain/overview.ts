/** What there is to ask about a run: what went wrong, the largest first, each with the question that leads to its cause. */
import type { Blame } from '../../observe/blame.js';
import { clock, type Explanation, type Sentence } from './explanation.js';
import { faultsOf, faultText } from './faults.js';
import type { RoomStory, TraceStory } from './trace-story.js';

const SHOWN = 8;

export function overview(story: TraceStory): Explanation {
  const room = story.rooms.get(undefined);
  if (room === undefined) return { title: 'Nothing happened', sentences: [] };
  return {
    title: 'What to ask about',
    sentences: [...faultsTold(story), ...unread(room), ...commits(room), ...servers(story, room)],
  };
}

const faultsTold = (story: TraceStory): readonly Sentence[] =>
  faultsOf(story).map((fault) => ({ text: `There was ${faultText(fault)}.`, facts: fault.facts }));

function unread({ blame }: RoomStory): readonly Sentence[] {
  const groups = new Map<string, Blame[]>();
  for (const each of blame) {
    const key = JSON.stringify([each.cause, each.device, each.decision.commit, each.decision.why]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  if (groups.size === 0) return [{ text: 'Every message was read by every device that it was meant for.', facts: [] }];
  const largest = [...groups.values()].sort((a, b) => b.length - a.length);
  const sentences = largest.slice(0, SHOWN).map((group): Sentence => {
    const { cause, device, message, decision } = group[0] as Blame; // no group is empty
    const count = group.length === 1 ? '1 message was' : `${group.length} messages were`;
    return { text: `${count} not read by ${device} (${cause}): ${decision.why}.`, facts: [], ask: `message ${message} on ${device}` };
  });
  const rest = largest.slice(SHOWN).reduce((sum, group) => sum + group.length, 0);
  return rest === 0
    ? sentences
    : [...sentences, { text: `${rest} more messages were not read, for other reasons or by others.`, facts: [] }];
}

function commits({ history, fates }: RoomStory): readonly Sentence[] {
  const chain = new Set<string>();
  for (let at = history.end?.final === undefined ? undefined : history.events.get(history.end.final); at !== undefined; at = at.auth)
    chain.add(at.bytes);
  const others = [...fates.records].filter((record) => record.counts && fates.fate(record, chain) !== 'accepted');
  const sentences = others.slice(0, SHOWN).map((record) => ({
    text: `The commit ${record.label} is ${fates.fate(record, chain)}.`,
    facts: [],
    ask: `commit ${record.label}`,
  }));
  return others.length <= SHOWN
    ? sentences
    : [...sentences, { text: `${others.length - SHOWN} more commits were not accepted.`, facts: [] }];
}

function servers(story: TraceStory, { history }: RoomStory): readonly Sentence[] {
  const { end } = history;
  const ended = story.find('run_ended', (_, { room }) => room === undefined);
  if (end === undefined || ended === undefined) return [];
  const inRoom = end.current.filter(({ server }) => end.servers.includes(server));
  const tips = new Set(inRoom.map(({ commit }) => commit));
  if (tips.size <= 1)
    return [{ text: `Every server of the room ended with the current commit ${end.final ?? 'none'}.`, facts: [ended.line] }];
  return inRoom.map(({ server, commit }) => ({
    text: `${server} ended with ${commit ?? 'no commit'}.`,
    facts: [ended.line],
    ask: `server ${server} at ${clock(end.at)}`,
  }));
}
