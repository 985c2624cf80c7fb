import { describe, expect, it } from 'vitest';
import { roomId } from '../../../src/names.js';
import type { JsonObject, RoomEvent } from '../../../src/room/event.js';
import { AUTH_RULES } from '../../../src/room/msc4256/auth-rules.js';
import { encodeAuthenticatedData } from '../../../src/room/msc4256/authenticated-data.js';
import { createContent, mlsContent } from '../../../src/room/msc4256/event-content.js';
import { BASELINE, type Reading } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import type { Check, Verdict } from '../../../src/room/room-version.js';
import { ALGORITHM, type CommitFields, ids, mlsMessage, RoomDag } from '../room-dag.js';

const LISTS = { powers: ['a', 'b', 'c'], servers: ['a', 'b', 'c', 'x', 'y'] };

/** A room with a commit of epoch 0 and one of epoch 1; y may not propose. */
function room(reading: Partial<Reading> = {}): RoomDag {
  const dag = new RoomDag(roomVersion({ ...BASELINE, ...reading }), LISTS);
  dag.create('cr');
  dag.commit('a0', 0, { prev: ['cr'], auth: ['cr'], canPropose: ['x'] });
  dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], canPropose: ['x'] });
  return dag;
}

/** Where an event that should follow `a1` stands. */
const NEXT = { prev: ['a1'], auth: ['cr', 'a1'] } as const;

/** Judged against the state with this commit. */
const judged = (dag: RoomDag, event: RoomEvent, commit: string | undefined, check: Check = 5): Verdict =>
  dag.version.authorise(event, dag.state(commit), dag.cited(event), check);

const commit =
  (fields: CommitFields = {}, epoch = 2) =>
  (dag: RoomDag) =>
    judged(dag, dag.commit('a2', epoch, { ...NEXT, ...fields }), 'a1');
const pending =
  (fields: CommitFields = {}, epoch = 2) =>
  (dag: RoomDag) =>
    judged(dag, dag.pending('x2', epoch, { ...NEXT, ...fields }), 'a1');
const message =
  (fields: Parameters<RoomDag['message']>[2] = {}, epoch = 2) =>
  (dag: RoomDag) =>
    judged(dag, dag.message('y2', epoch, { ...NEXT, ...fields }), 'a1');
const create = (fields: Parameters<RoomDag['create']>[1]) => (dag: RoomDag) => {
  const event = dag.create('other', fields);
  return dag.version.authorise(event, dag.version.state(undefined, undefined), dag.cited(event), 4);
};
/** An event that names `auth` as its auth events. */
const citing = (...auth: string[]) => message({ auth });
/** A first commit: one that is checked against a state without a commit. */
const first =
  (fields: CommitFields = {}, epoch = 0) =>
  (dag: RoomDag) =>
    judged(dag, dag.commit('f0', epoch, { origin: 'a', prev: ['cr'], auth: ['cr'], ...fields }), undefined);
const otherContent = (content: JsonObject): JsonObject => ({ ...createContent(ALGORITHM), ...content });
const unreadable = Uint8Array.of(0);

type Attempt = (dag: RoomDag) => Verdict;
/** For each rule of the MSC an event that it refuses, and the nearest one that it lets through. */
const CASES: readonly (readonly [rule: string, about: string, refused: Attempt, allowed: Attempt])[] = [
  ['1', 'a state key that is not empty', message({ change: { state_key: 'k' } }), message()],
  ['2', 'a state key on a message', message({ change: { state_key: '' } }), message()],
  ['2', 'a state key on a pending commit', pending({ change: { state_key: '' } }), pending()],
  ['3.1', 'a create event without state key', create({ change: { state_key: undefined } }), create({})],
  ['3.2', 'a create event with a prev event', create({ change: { prev_events: ids(['a1']) } }), create({})],
  ['3.2', 'a create event with an auth event', create({ change: { auth_events: ids(['cr']) } }), create({})],
  ['3.3', 'a create event of another room version', create({ content: otherContent({ room_version: '11' }) }), create({})],
  ['3.3', 'a create event without room version', create({ content: { algorithm: ALGORITHM } }), create({})],
  ['3.4', 'a create event from a server other than the room id’s', create({ origin: 'b' }), create({ origin: 'a' })],
  [
    '3.5',
    'a create event without algorithm',
    create({ content: { room_version: 'm.mls.1' } }),
    create({ content: { room_version: 'm.mls.1', algorithm: 'x' } }),
  ],
  [
    '3.5',
    'a create event with an empty algorithm',
    create({ content: { room_version: 'm.mls.1', algorithm: '' } }),
    create({ content: { room_version: 'm.mls.1', encryption_algorithm: 'x' } }),
  ],
  ['3.5', 'a create event whose algorithms contradict each other (H3)', create({ content: otherContent({ algorithm: 'x' }) }), create({})],
  ['4.1', 'no create event cited', citing('a1'), citing('cr', 'a1')],
  ['4.1', 'two create events cited', citing('cr', 'cr', 'a1'), citing('a1', 'cr')],
  ['4.2', 'no commit cited', citing('cr'), citing('cr', 'a1')],
  ['4.2', 'no commit cited by a commit after the first', commit({ auth: ['cr'] }), commit()],
  ['4.3', 'two commits cited (H6)', citing('cr', 'a0', 'a1'), citing('cr', 'a1')],
  ['4.3', 'a commit cited by one of epoch 0 (H6)', first({ auth: ['cr', 'a0'] }), first()],
  ['6', 'an origin outside the servers', message({ origin: 'z' }), message({ origin: 'y' })],
  ['6', 'a commit of a later epoch where there is none', first({ auth: ['cr', 'a0'] }, 1), first()],
  ['7', 'another room id', message({ change: { room_id: roomId('!other:a') } }), message()],
  ['7', 'another MLS group id', message({ mls: { groupId: '!other:a' } }), message()],
  ['7', 'no ciphertext', message({ change: { content: { algorithm: ALGORITHM } } }), message()],
  ['7', 'a ciphertext that is no MLS message', message({ change: { content: mlsContent(ALGORITHM, unreadable) } }), message()],
  [
    '8',
    'another algorithm',
    message({ change: { content: { ...mlsContent('m.megolm', mlsMessage({ epoch: 2, body: 'm' })) } } }),
    message(),
  ],
  ['9.1', 'a commit without state key', commit({ change: { state_key: undefined } }), commit()],
  ['9.2', 'a first commit from a server other than the room id’s', first({ origin: 'b' }), first({ origin: 'a' })],
  ['9.3', 'an epoch too low', commit({}, 1), commit({}, 2)],
  ['9.3', 'an epoch too high', commit({}, 3), commit({}, 2)],
  ['9.3', 'a second commit of epoch 0 (H2)', commit({ auth: ['cr'] }, 0), first()],
  ['9.4', 'a commit event with an MLS proposal', commit({ mls: { contentType: 'proposal' } }), commit()],
  ['9.5', 'no servers', commit({ servers: [] }), commit({ servers: ['a', 'b', 'c'] })],
  [
    '9.5',
    'a server that is no server name',
    commit({ servers: ['a', 'b', 'c', 'd_e'] }),
    commit({ servers: ['a', 'b', 'c', '[::1]:8448'] }),
  ],
  ['9.5', 'a server twice (H10)', commit({ servers: ['a', 'b', 'c', 'x', 'x'] }), commit()],
  ['9.5', 'authenticated data that is no CBOR (H10)', commit({ authenticatedData: unreadable }), commit()],
  ['9.6', 'no powers', commit({ powers: [] }), commit({ powers: ['a'] })],
  ['9.6', 'a power that is no server name', commit({ powers: ['a', 'b', 'c', ''] }), commit()],
  ['9.6', 'a power twice (H10)', commit({ powers: ['a', 'b', 'a'] }), commit({ powers: ['a', 'b'] })],
  ['9.7', 'an origin outside the powers', commit({ origin: 'x' }), commit({ origin: 'c' })],
  [
    '9.7',
    'an origin that makes itself a power',
    commit({ origin: 'x', powers: ['a', 'b', 'c', 'x'] }),
    commit({ origin: 'a', powers: ['a', 'x'] }),
  ],
  ['9.8', 'a power outside the servers', commit({ powers: ['a', 'z'] }), commit({ powers: ['a', 'x'] })],
  ['9.9', 'a power that drops one above it', commit({ origin: 'b', powers: ['b', 'c'] }), commit({ origin: 'b', powers: ['a', 'x', 'b'] })],
  [
    '9.9',
    'a power that swaps those above it',
    commit({ origin: 'c', powers: ['b', 'a', 'c'] }),
    commit({ origin: 'c', powers: ['a', 'b'] }),
  ],
  [
    '9.9',
    'a power that puts itself higher',
    commit({ origin: 'c', powers: ['a', 'c', 'b'] }),
    commit({ origin: 'b', powers: ['a', 'c', 'b'] }),
  ],
  ['9.10', 'a proposer outside the servers', commit({ canPropose: ['z'] }), commit({ canPropose: [] })],
  ['9.10', 'a proposer twice (H10)', commit({ canPropose: ['x', 'x'] }), commit({ canPropose: ['x'] })],
  ['10.1', 'a pending commit of another epoch', pending({}, 1), pending()],
  ['10.2', 'a pending commit with an MLS proposal', pending({ mls: { contentType: 'proposal' } }), pending()],
  ['10.3', 'a pending commit without servers', pending({ servers: [] }), pending()],
  ['10.3', 'a pending commit with unreadable authenticated data', pending({ authenticatedData: unreadable }), pending()],
  ['10.4', 'a pending commit that changes the powers', pending({ powers: ['a', 'b'] }), pending({ powers: ['a', 'b', 'c'] })],
  ['10.4', 'a pending commit that reorders the powers', pending({ powers: ['b', 'a', 'c'] }), pending()],
  ['10.5', 'a pending commit from who may not propose', pending({ origin: 'y' }), pending({ origin: 'x' })],
  [
    '10.6',
    'a pending commit that drops a power from the servers',
    pending({ servers: ['a', 'b', 'x'] }),
    pending({ servers: ['a', 'b', 'c'] }),
  ],
  ['10.7', 'a pending commit with a proposer outside the servers', pending({ canPropose: ['z'] }), pending({ canPropose: ['x', 'y'] })],
  ['11', 'a message of a former epoch', message({}, 1), message({}, 2)],
  ['11', 'a message of a future epoch', message({}, 3), message({}, 2)],
  ['12', 'an event of another type (H27)', message({ change: { type: 'm.room.message' } }), message()],
  ['12', 'a proposed commit by its other name (H4, H27)', pending({ change: { type: 'm.mls.proposed_commit' } }), pending()],
  ['12', 'a commit in a message (H27)', message({ mls: { contentType: 'commit' } }), message({ mls: { contentType: 'proposal' } })],
];

describe('the auth rules of MSC4256', () => {
  it.each(CASES)('should refuse by rule %s %s', (rule, _about, refused, allowed) => {
    expect(refused(room())).toStrictEqual({ allowed: false, rule, why: expect.stringMatching(/\w/) });
    expect(allowed(room())).toStrictEqual({ allowed: true });
  });

  it('should refuse by rule 5 a foreign origin (if the room does not federate)', () => {
    const dag = new RoomDag(roomVersion(BASELINE), LISTS);
    dag.create('cr', { content: createContent(ALGORITHM, { federate: false }) });
    dag.commit('a1', 1, {});
    expect(message({ origin: 'b' })(dag)).toMatchObject({ rule: '5' });
    expect(message({ origin: 'a' })(dag)).toStrictEqual({ allowed: true });
  });

  it.each([
    ['rejected', 'rejected', false],
    ['rejected', 'soft_failed', true],
    ['rejected', 'accepted', true],
    ['rejected_or_soft_failed', 'rejected', false],
    ['rejected_or_soft_failed', 'soft_failed', false],
    ['rejected_or_soft_failed', 'accepted', true],
  ] as const)('should judge by rule 4.4 (if the reading is %s) an auth event that was %s (H9)', (auth_event_failure, outcome, allowed) => {
    const dag = room({ auth_event_failure });
    const verdict = dag.version.judgeAuthEvent(dag.get('a1'), outcome);
    expect(verdict).toMatchObject(allowed ? { allowed } : { allowed, rule: '4.4' });
  });

  it('should refuse by rule 3.6 a second create event (if the one that asks pinned another, H1)', () => {
    const dag = room();
    const { version } = dag;
    const second = dag.create('cr-second', { ts: 1 });
    const pinned = dag.get('cr');
    expect(version.judgeCreate(second, pinned)).toMatchObject({ rule: '3.6', why: 'the room has the create event cr already (H1)' });
    expect(version.judgeCreate(second, undefined)).toStrictEqual({ allowed: true });
    expect(version.judgeCreate({ ...pinned }, pinned)).toStrictEqual({ allowed: true });
    expect(version.judgeCreate(dag.get('a1'), pinned)).toStrictEqual({ allowed: true });
    // The rules before 3.6 come first, and nothing is pinned where no server asks.
    expect(version.judgeCreate(dag.create('cr-foreign', { origin: 'b' }), pinned)).toMatchObject({ rule: '3.4' });
    expect(version.authorise(second, dag.state('a1'), [], 'resolution')).toStrictEqual({ allowed: true });
  });

  it('should be tested above, each one, and stand in the order of the MSC', () => {
    const covered = new Set([...CASES.map(([rule]) => rule), '3.6', '4.4', '5']);
    const refusing = AUTH_RULES.map(({ rule }) => rule).filter((rule) => !['9.11', '10.8'].includes(rule));
    expect([...covered].sort()).toStrictEqual([...refusing].sort());
    const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
    expect(AUTH_RULES.map(({ rule }) => rule)).toStrictEqual(AUTH_RULES.map(({ rule }) => rule).sort(byNumber));
  });

  it('should name the first rule in the MSC’s order (if several refuse)', () => {
    expect(commit({ origin: 'x', powers: ['z'], servers: ['x'] }, 9)(room())).toMatchObject({ rule: '9.3' });
    expect(message({ origin: 'z', mls: { groupId: 'other' } }, 9)(room())).toMatchObject({ rule: '6' });
  });

  it('should say what was wrong with which value', () => {
    const verdict = commit({ origin: 'b', powers: ['b', 'c'] })(room());
    expect(verdict).toMatchObject({ why: 'the powers [b, c] do not begin with [a], which stand above b' });
  });

  it('should read both alphabets in a message, one in a commit, and no mix (H10)', () => {
    // Six bits of ones make `/` or `_`, of 62 `+` or `-`.
    const body = '?>~?>~?>~?>~~~~???>>>';
    const spelled = (dag: RoomDag, event: RoomEvent, spell: (text: string) => string): Verdict => {
      const ciphertext = String(event.pdu.content.ciphertext);
      return judged(dag, { ...event, pdu: { ...event.pdu, content: { ...event.pdu.content, ciphertext: spell(ciphertext) } } }, 'a1');
    };
    const standard = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');
    const mixed = (text: string): string => text.replace('-', '+');
    const dag = room();
    const sent = dag.message('y2', 2, { ...NEXT, mls: { body } });
    const published = dag.commit('a2', 2, { ...NEXT, content: body });
    expect(String(sent.pdu.content.ciphertext)).toMatch(/-.*_/);
    expect(spelled(dag, sent, (text) => text)).toStrictEqual({ allowed: true });
    expect(spelled(dag, sent, standard)).toStrictEqual({ allowed: true });
    expect(spelled(dag, sent, mixed)).toMatchObject({ rule: '7' });
    expect(spelled(dag, published, standard)).toMatchObject({ rule: '7' });
    expect(spelled(dag, published, (text) => text)).toStrictEqual({ allowed: true });
  });
});

describe('the readings of the auth rules', () => {
  /** Two commits of one epoch, one of them published twice: b1's MLS bytes are also in c1. */
  function forked(reading: Partial<Reading>): RoomDag {
    const dag = room(reading);
    dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    dag.commit('c1', 1, { prev: ['a0'], auth: ['cr', 'a0'], content: 'b1' });
    return dag;
  }
  /** A commit and a message upon b1, held against a state with another commit of the same epoch. */
  const against = (dag: RoomDag, state: string) => [
    judged(dag, dag.commit('b2', 2, { prev: ['b1'], auth: ['cr', 'b1'] }), state),
    judged(dag, dag.message('y2', 2, { prev: ['b1'], auth: ['cr', 'b1'] }), state),
  ];
  const allowed = { allowed: true };

  it.each([
    ['number', [allowed, allowed], [allowed, allowed], [allowed, allowed]],
    ['event', [{ rule: '9.3' }, { rule: '11' }], [{ rule: '9.3' }, { rule: '11' }], [allowed, allowed]],
    ['content', [{ rule: '9.3' }, { rule: '11' }], [allowed, allowed], [allowed, allowed]],
  ] as const)('should pin the parent by %s (H12, H21)', (pinned, onOther, onDuplicate, onOwn) => {
    const reading = { commit_parent: pinned, message_epoch: pinned };
    expect(against(forked(reading), 'a1')).toMatchObject(onOther);
    expect(against(forked(reading), 'c1')).toMatchObject(onDuplicate);
    expect(against(forked(reading), 'b1')).toMatchObject(onOwn);
  });

  it('should ask for the number before the parent', () => {
    const dag = forked({ commit_parent: 'event' });
    const event = dag.commit('b3', 3, { prev: ['b1'], auth: ['cr', 'b1'] });
    expect(judged(dag, event, 'a1')).toMatchObject({ rule: '9.3', why: 'the epoch is 3, not 2' });
  });

  it('should not apply rule 11, and only it, at check 6 (if message_epoch is not_at_check_6)', () => {
    const dag = room({ message_epoch: 'not_at_check_6' });
    const late = dag.message('y1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    expect(judged(dag, late, 'a1', 6)).toStrictEqual(allowed);
    expect(judged(dag, late, 'a1', 5)).toMatchObject({ rule: '11' });
    const other = dag.message('z1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    expect(judged(dag, other, 'a1', 6)).toMatchObject({ rule: '6' });
  });

  it('should hold the previous commit to be that of the checked state, not the cited one (H5)', () => {
    const dag = room();
    const event = dag.message('y2', 2, { auth: ['cr', 'a0'] });
    expect(judged(dag, event, 'a1')).toStrictEqual(allowed);
    expect(judged(dag, event, 'a0')).toMatchObject({ rule: '11' });
  });

  it('should take a window and a verification as the commit says them', () => {
    const dag = room();
    const event = dag.commit('a2', 2, { ...NEXT, security: { windowSeconds: 60, requiredVerification: 'm.tofu' } });
    expect(dag.version.contents.commitContent(event)).toMatchObject({ security: { windowSeconds: 60, requiredVerification: 'm.tofu' } });
    expect(dag.version.contents.commitContent(dag.get('a1'))).toMatchObject({
      security: { windowSeconds: 0, requiredVerification: 'm.cross' },
    });
    const bare = encodeAuthenticatedData({ federation: { ...LISTS, canPropose: [] }, security: {} });
    expect(dag.version.contents.commitContent(dag.commit('a9', 2, { authenticatedData: bare }))).toMatchObject({
      security: { windowSeconds: 0 },
    });
  });
});
