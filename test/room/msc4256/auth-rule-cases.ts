/** Events that each auth rule of MSC4256 refuses, in a small room, and the nearest ones that it lets through. */
import { roomId } from '../../../src/names.js';
import type { JsonObject, RoomEvent } from '../../../src/room/event.js';
import { createContent, mlsContent } from '../../../src/room/msc4256/event-content.js';
import { BASELINE, type Reading } from '../../../src/room/msc4256/reading.js';
import { type RoomVersionOptions, roomVersion } from '../../../src/room/msc4256/room-version.js';
import type { Check, Verdict } from '../../../src/room/room-version.js';
import { ALGORITHM, type CommitFields, ids, mlsMessage, RoomDag } from '../room-dag.js';

export const LISTS = { powers: ['a', 'b', 'c'], servers: ['a', 'b', 'c', 'x', 'y'] };

/** A room with a commit of epoch 0 and one of epoch 1; y may not propose. */
export function room(reading: Partial<Reading> = {}, options: RoomVersionOptions = {}): RoomDag {
  const dag = new RoomDag(roomVersion({ ...BASELINE, ...reading }, options), LISTS);
  dag.create('cr');
  dag.commit('a0', 0, { prev: ['cr'], auth: ['cr'], canPropose: ['x'] });
  dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], canPropose: ['x'] });
  return dag;
}

/** Where an event that should follow `a1` stands. */
export const NEXT = { prev: ['a1'], auth: ['cr', 'a1'] } as const;

/** Judged against the state with this commit. */
export const judged = (dag: RoomDag, event: RoomEvent, commit: string | undefined, check: Check = 5): Verdict =>
  dag.version.authorise(event, dag.state(commit), dag.cited(event), check);

export const commit =
  (fields: CommitFields = {}, epoch = 2) =>
  (dag: RoomDag) =>
    judged(dag, dag.commit('a2', epoch, { ...NEXT, ...fields }), 'a1');
export const pending =
  (fields: CommitFields = {}, epoch = 2) =>
  (dag: RoomDag) =>
    judged(dag, dag.pending('x2', epoch, { ...NEXT, ...fields }), 'a1');
export const message =
  (fields: Parameters<RoomDag['message']>[2] = {}, epoch = 2) =>
  (dag: RoomDag) =>
    judged(dag, dag.message('y2', epoch, { ...NEXT, ...fields }), 'a1');
export const create = (fields: Parameters<RoomDag['create']>[1]) => (dag: RoomDag) => {
  const event = dag.create('other', fields);
  return dag.version.authorise(event, dag.version.state(undefined, undefined), dag.cited(event), 4);
};
/** An event that names `auth` as its auth events. */
const citing = (...auth: string[]) => message({ auth });
/** A first commit: one that is checked against a state without a commit. */
export const first =
  (fields: CommitFields = {}, epoch = 0) =>
  (dag: RoomDag) =>
    judged(dag, dag.commit('f0', epoch, { origin: 'a', prev: ['cr'], auth: ['cr'], ...fields }), undefined);
const otherContent = (content: JsonObject): JsonObject => ({ ...createContent(ALGORITHM), ...content });
const unreadable = Uint8Array.of(0);

export type Attempt = (dag: RoomDag) => Verdict;
/** For each rule of the MSC an event that it refuses, and the nearest one that it lets through. */
export const CASES: readonly (readonly [rule: string, about: string, refused: Attempt, allowed: Attempt])[] = [
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
  ['4.2', 'a commit of epoch 0 by the unstable name', first({ change: { type: 'de.bwi.mls.commit', state_key: undefined } }), first()],
  ['2', 'a commit by the unstable name', commit({ change: { type: 'de.bwi.mls.commit' } }), commit()],
  ['12', 'a pending commit by the unstable name (H27)', pending({ change: { type: 'de.bwi.mls.pending_commit' } }), pending()],
  ['12', 'an event of another type (H27)', message({ change: { type: 'm.room.message' } }), message()],
  ['12', 'a proposed commit by its other name (H4, H27)', pending({ change: { type: 'm.mls.proposed_commit' } }), pending()],
  ['12', 'a commit in a message (H27)', message({ mls: { contentType: 'commit' } }), message({ mls: { contentType: 'proposal' } })],
];
