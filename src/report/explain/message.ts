/** Why somebody has not read a message, or how it was read. */
import type { DeviceId } from '../../names.js';
import type { Blame } from '../../observe/blame.js';
import { ENCRYPTED_TYPE } from '../../room/msc4256/names.js';
import { avoided } from './avoiding.js';
import { byRule, homeOf, madeFact, madeSentence, OUTCOMES, ruleSentences, whyApart } from './commits-told.js';
import { clock, type Explanation, length, type Sentence, some, type Unknown } from './explanation.js';
import { type Fault, faultSentence, faultsOf, faultText, parting } from './faults.js';
import type { Numbered, RoomStory, TraceStory } from './trace-story.js';

type Submitted = Numbered<Extract<Numbered['fact'], { readonly kind: 'message_submitted' }>>;

/** A message, as far as every answer about it goes. */
interface Told {
  readonly story: TraceStory;
  readonly room: RoomStory;
  readonly faults: readonly Fault[];
  readonly submitted: Submitted;
  readonly label: string;
}

/** @param message its label, or its number among those sent */
export function explainMessage(story: TraceStory, message: string, device: string | undefined): Explanation | Unknown {
  const label = /^\d+$/.test(message) ? (story.sent[Number(message) - 1] ?? message) : message;
  const submitted = story.find('message_submitted', (fact) => fact.message === label);
  const room = submitted && story.rooms.get(submitted.room);
  if (submitted === undefined || room === undefined) return { unknown: { what: 'message', name: message, known: story.sent } };
  const devices = submitted.fact.roster.filter((each) => each !== submitted.node);
  if (device !== undefined && !devices.some((each) => each === device))
    return { unknown: { what: 'device', name: device, known: devices } };
  const told: Told = { story, room, faults: faultsOf(story), submitted, label };
  const number = story.sent.indexOf(label) + 1;
  const title = `Message ${number === 0 ? '' : `${number}, `}${label}${device === undefined ? '' : ` on ${device}`}`;
  const answer = device === undefined ? onAll(told, devices) : onDevice(told, device as DeviceId); // one of the roster
  return { title, sentences: [...sending(told), ...answer] };
}

function sending({ story, submitted, label }: Told): readonly Sentence[] {
  const { node, at, line, fact } = submitted;
  const before = story.all(
    'message_submitted',
    (other, numbered) => numbered.node === node && other.text === fact.text && numbered.line < line,
  );
  const tries = before.map((earlier): Sentence => {
    const refused = story.find('event_refused', ({ carries }) => carries === earlier.fact.message);
    const facts = [earlier.line, ...(refused === undefined ? [] : [refused.line])];
    const why = refused === undefined ? '' : `; its server refused that by rule ${refused.fact.rule}: ${refused.fact.why}`;
    return { text: `${node} had encrypted the same words at ${clock(earlier.at)}, as ${earlier.fact.message}${why}.`, facts };
  });
  const others = fact.roster.length - 1;
  const made: Sentence = {
    text: `${node} encrypted it at ${clock(at)}, in the group state ${fact.state} of epoch ${fact.epoch}, for ${others} other ${others === 1 ? 'device' : 'devices'}.`,
    facts: [line],
  };
  const event = story.find('event_created', ({ type, carries }) => type === ENCRYPTED_TYPE && carries === label);
  if (event !== undefined) {
    const text = `${event.node} made the event ${event.fact.event} of it at ${clock(event.at)}, citing the commit ${event.fact.auth_commit}.`;
    return [...tries, made, { text, facts: [event.line] }];
  }
  const refused = story.find('event_refused', ({ carries }) => carries === label);
  const text =
    refused === undefined
      ? 'Its server made no event of it by the end.'
      : `Its server refused it by rule ${refused.fact.rule}: ${refused.fact.why}.`;
  return [...tries, made, { text, facts: refused === undefined ? [] : [refused.line] }];
}

function onAll({ story, room, label }: Told, devices: readonly string[]): readonly Sentence[] {
  const unread = room.blame.filter(({ message }) => message === label);
  const read = story.all('message_decrypted', ({ message }) => message === label);
  const readers = read.map(({ node }) => node ?? '');
  const facts = read.map(({ line }) => line);
  return [
    { text: `${read.length} of ${devices.length} read it${read.length === 0 ? '' : `: ${some(readers)}`}.`, facts },
    ...unread.map(({ device, cause, decision }) => ({ text: `${device} did not (${cause}): ${decision.why}.`, facts: [] })),
  ];
}

function onDevice(told: Told, device: DeviceId): readonly Sentence[] {
  const { story, room, label } = told;
  const blame = room.blame.find((each) => each.message === label && each.device === device);
  const shown = showing(told, device);
  const read = story.find('message_decrypted', ({ message }, { node }) => message === label && node === device);
  if (read !== undefined) {
    const text = `${device} read it at ${clock(read.at)}${read.fact.late ? ', at a later try' : ''}, with the keys of ${read.fact.state}.`;
    return [...shown, { text, facts: [read.line] }];
  }
  if (blame === undefined) return shown;
  return [...shown, ...cause(told, blame), ...avoided(story, room, blame)];
}

/** What the device's server made of it, and what the device saw. */
function showing({ story, label }: Told, device: DeviceId): readonly Sentence[] {
  const server = homeOf(device);
  const event = story.find('event_created', ({ type, carries }) => type === ENCRYPTED_TYPE && carries === label)?.fact.event;
  const received = story.find('event_received', (fact, { node }) => fact.event === event && node === server);
  if (received === undefined) return [{ text: `It did not come to ${server}, the server of ${device}, by the end.`, facts: [] }];
  const current = story
    .all('current_commit_changed', (_, { node, room, line }) => node === server && room === received.room && line < received.line)
    .at(-1);
  const stood = current === undefined ? '' : `; the current commit there was ${current.fact.to}, since ${clock(current.at)}`;
  const taken: Sentence = {
    text: `${server} received it at ${clock(received.at)} and ${OUTCOMES[received.fact.outcome]} it${byRule(received.fact)}${stood}.`,
    facts: [received.line, ...(current === undefined ? [] : [current.line])],
  };
  const failed = story.find('message_unreadable', ({ message }, { node }) => message === label && node === device);
  if (failed === undefined) return [taken];
  const where = failed.fact.state === undefined ? 'it had no group state' : `its group state was ${failed.fact.state}`;
  const text = `${device} was shown it at ${clock(failed.at)} and could not open it: ${where} (${failed.fact.failure}).`;
  return [taken, { text, facts: [failed.line] }];
}

/** What decided, who made that, and what was in the way. */
function cause(told: Told, blame: Blame): readonly Sentence[] {
  const { story, faults, submitted } = told;
  const { cause: name, device, decision, sent_at_ms } = blame;
  const { commit, instead_of, at_ms, rule } = decision;
  const when = at_ms === null ? '' : `, at ${clock(at_ms * 1_000)}`;
  const isOwn = name === 'fork' || name === 'key_deleted' || name === 'other';
  const decided = story.facts.filter(
    ({ at, node, fact }) => node === device && at_ms !== null && at === Math.round(at_ms * 1_000) && ENTRIES.has(fact.kind),
  );
  const sentences: Sentence[] = [
    { text: `Cause: ${name}: ${isOwn ? `${device} ` : ''}${decision.why}${when}.`, facts: decided.map(({ line }) => line) },
    ...ruleSentences(rule),
  ];
  for (const label of [commit, instead_of]) {
    if (label !== null && madeFact(story, label) !== undefined) sentences.push(madeSentence(story, label));
  }
  if (commit !== null && instead_of !== null) return [...sentences, ...whyApart(story, faults, commit, instead_of)];
  if (name === 'soft_failed') return [...sentences, ...whyLate(told, blame)];
  if (name !== 'undelivered' && name !== 'never_joined') return sentences;
  const between = parting(faults, homeOf(submitted.node ?? ''), homeOf(device), sent_at_ms * 1_000, story.end);
  const own = parting(faults, device, device, sent_at_ms * 1_000, story.end);
  return [...sentences, ...[...new Set([...between, ...own])].map((fault) => faultSentence(fault, 'In the way was'))];
}

/** A soft-failed message was allowed where it was sent: either it was under way when the commit came, or its sender did not know that yet. */
function whyLate({ story, faults, submitted }: Told, { device, event, decision, sent_at_ms }: Blame): readonly Sentence[] {
  const server = homeOf(device);
  const received = story.find('event_received', (fact, { node }) => fact.event === event && node === server);
  const took = story.find('current_commit_changed', ({ to }, { node }) => node === server && to === decision.event);
  const sender = submitted.node;
  if (received === undefined || took === undefined || sender === undefined) return [];
  const [sent, taken] = [sent_at_ms * 1_000, took.at];
  const order = taken >= sent ? `${length(taken - sent)} after it was sent` : `${length(sent - taken)} before it was sent`;
  const told = `That commit became current at ${server} ${order}, and the message arrived ${length(received.at - sent)} after`;
  const between = parting(faults, homeOf(sender), server, Math.min(sent, taken), received.at);
  const why =
    between.length === 0
      ? 'no fault, the two crossed'
      : `what parted the two servers meanwhile was ${between.map(faultText).join(' and ')}`;
  return [{ text: `${told}: ${why}.`, facts: [took.line, received.line, ...between.flatMap((fault) => fault.facts)] }];
}

/** Facts by which a device comes to where a decision finds it. */
const ENTRIES: ReadonlySet<string> = new Set([
  'state_entered',
  'group_left',
  'group_abandoned',
  'state_deleted',
  'welcome_unusable',
  'commit_unprocessable',
  'commit_declined',
]);
