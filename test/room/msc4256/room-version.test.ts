import { describe, expect, it } from 'vitest';
import { eventLabel, serverName } from '../../../src/names.js';
import { canonicalJson } from '../../../src/room/canonical-json.js';
import { signingKey } from '../../../src/room/crypto.js';
import type { Pdu, PduDraft, RoomEvent } from '../../../src/room/event.js';
import { createContent, mlsContent } from '../../../src/room/msc4256/event-content.js';
import { BASELINE, READING_VALUES } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import type { VerifyKey } from '../../../src/room/room-version.js';
import { ALGORITHM, ids, mlsMessage, ROOM, RoomDag } from '../room-dag.js';

const a = serverName('a');
const key = signingKey(a, 'ed25519:1', new Uint8Array(32).fill(1));
const keys = (): VerifyKey => key.verifyKey;
const names = { label: eventLabel('a#1'), carries: undefined };
const version = roomVersion(BASELINE);

const draft = (change: Partial<PduDraft> = {}): PduDraft => ({
  type: 'm.mls.commit',
  state_key: '',
  room_id: ROOM,
  origin: a,
  origin_server_ts: 1000,
  prev_events: ids(['$p']),
  auth_events: ids(['$c']),
  content: mlsContent(ALGORITHM, mlsMessage({ epoch: 1, body: 'b' })),
  ...change,
});
const build = (change: Partial<PduDraft> = {}): RoomEvent => version.build(draft(change), key, names);
const inspect = (event: RoomEvent) => version.inspect(event, keys);
/** The event as somebody changed it on the way. */
const tampered = (event: RoomEvent, change: Partial<Pdu>): RoomEvent => ({ ...event, pdu: { ...event.pdu, ...change } });

describe('building and inspecting events', () => {
  it('should find an event intact that nobody touched', () => {
    const event = build();
    expect(inspect(event)).toStrictEqual({ kind: 'intact', event });
    expect(event.size).toBe(Buffer.byteLength(canonicalJson(event.pdu)));
    expect(event.pdu).toMatchObject(draft());
  });

  it('should name events alike whoever makes the object, and apart if they differ', () => {
    expect(build().id).toBe(build().id);
    expect(build({ origin_server_ts: 1001 }).id).not.toBe(build().id);
  });

  it.each(['m.mls.commit', 'm.room.create'])(
    'should drop at check 2 a %s in whose content somebody changed what the rules read (H8)',
    (type) => {
      const content = type === 'm.room.create' ? createContent(ALGORITHM) : draft().content;
      const event = build({ type, content });
      const inspection = inspect(tampered(event, { content: { ...content, algorithm: 'x' } }));
      expect(inspection).toMatchObject({ kind: 'dropped', check: 2 });
    },
  );

  it('should redact a commit that somebody added to, under the same id (H8)', () => {
    const event = build();
    const inspection = inspect(tampered(event, { content: { ...event.pdu.content, added: 1 } }));
    expect(inspection).toStrictEqual({ kind: 'redacted', event });
  });

  it('should redact to nothing a message or pending commit that was tampered with', () => {
    for (const type of ['m.room.encrypted', 'm.mls.pending_commit']) {
      const { state_key: _none, ...message } = draft({ type });
      const event = version.build(message, key, names);
      const inspection = inspect(tampered(event, { content: {} }));
      expect(inspection).toMatchObject({ kind: 'redacted', event: { id: event.id, pdu: { content: {} } } });
    }
  });

  it.each([
    ['its origin (H7)', { origin: serverName('b') }],
    ['its time', { origin_server_ts: 0 }],
    ['its prev events', { prev_events: [] }],
    ['its hash', { hashes: { sha256: 'x' } }],
  ])('should drop an event in which somebody changed %s', (_name, change) => {
    expect(inspect(tampered(build(), change))).toMatchObject({ kind: 'dropped' });
  });

  it.each([
    ['without signature', { signatures: {} }],
    ['with a broken signature', { signatures: { a: { 'ed25519:1': 'AAAA' } } }],
  ])('should drop an event %s at check 2', (_name, change) => {
    expect(inspect(tampered(build(), change))).toMatchObject({ kind: 'dropped', check: 2 });
  });

  it('should drop an event at check 2 (if no key of its origin is known), and not for ever', () => {
    const event = build();
    expect(version.inspect(event, () => undefined)).toMatchObject({ kind: 'dropped', check: 2 });
    expect(inspect(event)).toMatchObject({ kind: 'intact' });
  });

  const long = (length: number): string => 'x'.repeat(length);
  const FILL = 65_536 - build({ content: { x: '' } }).size;
  it.each([
    ['65,536 bytes', { content: { x: long(FILL) } }, { content: { x: long(FILL + 1) } }],
    ['255 bytes of type', { type: long(255) }, { type: long(256) }],
    ['255 bytes of state key', { state_key: 'ß'.repeat(127) }, { state_key: 'ß'.repeat(128) }],
    ['20 prev events', { prev_events: ids([...long(20)]) }, { prev_events: ids([...long(21)]) }],
    ['10 auth events', { auth_events: ids([...long(10)]) }, { auth_events: ids([...long(11)]) }],
  ])('should accept %s at check 1, and no more', (_name, most, more) => {
    expect(inspect(build(most))).toMatchObject({ kind: 'intact' });
    expect(inspect(build(more))).toMatchObject({ kind: 'dropped', check: 1, why: expect.stringContaining('more than') });
  });

  it.each([
    ['a fraction for a time', { origin_server_ts: 0.5 }],
    ['content that is a list', { content: [] }],
    ['no type', { type: undefined }],
    ['prev events that are none', { prev_events: 'x' }],
    ['auth events that are no ids', { auth_events: [1] }],
    ['no hashes', { hashes: {} }],
    ['no signatures', { signatures: null }],
    ['a number that canonical JSON cannot hold', { content: { x: 1.5 } }],
  ])('should drop at check 1 an event with %s', (_name, change) => {
    // What a server sends is not bound by our types.
    expect(inspect(tampered(build(), change as unknown as Partial<Pdu>))).toMatchObject({ kind: 'dropped', check: 1 });
  });

  it('should call an event by its reference hash, whatever its sender calls it', () => {
    const event = build();
    expect(inspect({ ...event, id: build({ origin_server_ts: 5 }).id })).toStrictEqual({ kind: 'intact', event });
  });
});

describe('states and auth events', () => {
  const dag = new RoomDag(version, { powers: ['a', 'b'], servers: ['b', 'a', 'x'] });
  dag.create('cr');
  dag.commit('a0', 0, { prev: ['cr'], auth: ['cr'] });
  dag.commit('a1', 1, { prev: ['a0'], auth: ['cr', 'a0'], servers: ['y', 'x'] });
  const labelsOf = (events: readonly RoomEvent[]): string[] => events.map(({ label }) => label);

  it('should give one object for equal states, and change a state by state events alone', () => {
    const state = dag.state('a0');
    expect(version.apply(dag.get('a0'), dag.state(undefined))).toBe(state);
    expect(version.apply(dag.message('m', 1, {}), state)).toBe(state);
    expect(version.apply(dag.message('m', 1, { change: { state_key: '' } }), state)).toBe(state);
    expect(version.apply(dag.commit('a1-stateless', 1, { change: { state_key: undefined } }), state)).toBe(state);
    expect(version.state(dag.get('cr'), { ...dag.get('a0') })).toBe(state);
    expect(version.apply(dag.get('a1'), state)).toBe(dag.state('a1'));
  });

  it('should cite the create event and the commit, as far as there are any', () => {
    expect(labelsOf(version.authEventsFor('m.room.create', version.state(undefined, undefined)))).toStrictEqual([]);
    expect(labelsOf(version.authEventsFor('m.mls.commit', dag.state(undefined)))).toStrictEqual(['cr']);
    expect(labelsOf(version.authEventsFor('m.room.encrypted', dag.state('a0')))).toStrictEqual(['cr', 'a0']);
  });

  it('should route a message to the servers of the room, and a commit also to those that it names (H25)', () => {
    expect(version.route(dag.message('m', 2, {}), dag.state('a0'))).toStrictEqual(['b', 'a', 'x']);
    expect(version.route(dag.get('a1'), dag.state('a0'))).toStrictEqual(['b', 'a', 'x', 'y']);
    expect(version.route(dag.get('a0'), dag.state(undefined))).toStrictEqual(['b', 'a', 'x']);
    expect(version.route(dag.pending('p', 2, { servers: ['z'] }), dag.state('a0'))).toStrictEqual(['b', 'a', 'x']);
    expect(version.route(dag.get('cr'), version.state(undefined, undefined))).toStrictEqual([]);
  });

  it('should have the first value of every knob as its baseline', () => {
    expect(BASELINE).toStrictEqual(Object.fromEntries(Object.entries(READING_VALUES).map(([knob, [first]]) => [knob, first])));
  });
});
