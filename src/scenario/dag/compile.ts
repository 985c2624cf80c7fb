/** A DAG file without problems becomes a DAG: what was left out is filled in. */
import { InvariantError } from '../../kernel/invariant-error.js';
import type { FederationData } from '../../room/msc4256/authenticated-data.js';
import { ENCRYPTED_TYPE, NAMES, ROOM_VERSIONS, type RoomNames } from '../../room/msc4256/names.js';
import type { Dag, DagCreate, DagEvent, DagExpectation, Delivery, Label } from './dag.js';
import { contentTypeOf, inheritedLists, roomOn } from './defaults.js';
import type { CreateSection, DagDocument, EventSection, ExpectationSection } from './document.js';

/** RFC 9420 §17.1, number 1. Which one it is decides nothing. */
const CIPHER_SUITE = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';

export function compileDag(document: DagDocument): Dag {
  const written = Array.isArray(document.create) ? document.create : [document.create];
  const [firstCreate] = written;
  if (firstCreate === undefined) throw new InvariantError('a checked DAG has a create event');
  const roomVersion = ROOM_VERSIONS.find((version) => version === firstCreate.room_version) ?? ROOM_VERSIONS[0];
  const room: Room = { id: roomOn(firstCreate.origin), names: NAMES[roomVersion], lists: new Map() };
  const creates = written.map((create) => compileCreate(create, room));
  const createLabels = creates.map(({ label }) => label);
  return {
    name: document.name,
    about: document.about,
    rules: document.rules,
    roomVersion,
    creates,
    events: document.events.map((event) => compileEvent(event, room)),
    resolve: document.resolve?.map(String),
    deliver: new Map(Object.entries(document.deliver).map(([server, labels]) => [server, deliveryOf(labels.map(String), createLabels)])),
    expect: document.expect && compileExpectation(document.expect),
    readings: document.readings.map(({ rules, expect }) => ({
      changes: Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)),
      expect: compileExpectation(expect),
    })),
  };
}

/** The create events come first, unsaid; a delivery that names one names all that it means. */
const deliveryOf = (said: readonly Label[], creates: readonly Label[]): Delivery => ({
  unsaid: said.some((label) => creates.includes(label)) ? [] : creates,
  said,
});

interface Room {
  readonly id: string;
  readonly names: RoomNames;
  /** The lists of the commits so far. */
  readonly lists: Map<Label, FederationData>;
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1_000);
const algorithmIn = ({ names }: Room): string => `${names.algorithmPrefix}${CIPHER_SUITE}`;
/** What a file may set to null to take it away. */
const unless = <Value>(given: Value | null | undefined, byDefault: Value): Value | undefined =>
  given === undefined ? byDefault : (given ?? undefined);

const compileCreate = (create: CreateSection, room: Room): DagCreate => ({
  label: String(create.id),
  origin: create.origin,
  timestampMs: milliseconds(create.ts),
  prev: create.prev.map(String),
  auth: create.auth.map(String),
  stateKey: unless(create.state_key, ''),
  algorithm: unless(create.algorithm, algorithmIn(room)),
  roomId: room.id,
  federate: create.federate,
  roomVersion: create.room_version,
});

function compileEvent(event: EventSection, room: Room): DagEvent {
  const label = String(event.id);
  const kind = 'commit' in event ? 'commit' : 'pending' in event ? 'pending' : 'message';
  const federation = 'message' in event ? undefined : listsOf(event, room);
  if (kind === 'commit' && federation !== undefined) room.lists.set(label, federation);
  const { names } = room;
  const type = { commit: names.commitType, pending: names.pendingCommitType, message: ENCRYPTED_TYPE }[kind];
  return {
    label,
    kind,
    type: event.type ?? type,
    roomId: event.room_id ?? room.id,
    origin: event.origin,
    timestampMs: milliseconds(event.ts),
    prev: event.prev.map(String),
    auth: event.auth.map(String),
    stateKey: unless(event.state_key, kind === 'commit' ? '' : undefined),
    algorithm: unless(event.algorithm, algorithmIn(room)),
    mls: {
      groupId: event.group_id ?? room.id,
      epoch: 'commit' in event ? event.commit : 'pending' in event ? event.pending : event.message,
      contentType: event.content_type ?? contentTypeOf(kind),
      data: federation && { federation },
      content: String(event.content ?? label),
    },
  };
}

const listsOf = (event: Exclude<EventSection, { message: number }>, { lists }: Room): FederationData =>
  inheritedLists(
    event,
    event.auth.map((label) => lists.get(String(label))).find((found) => found !== undefined),
  );

const compileExpectation = ({ tip, graft, order, refused, servers }: ExpectationSection): DagExpectation => ({
  tip: tip === undefined || tip === null ? tip : String(tip),
  graft,
  order: order?.map(String),
  refused,
  servers:
    servers &&
    Object.fromEntries(
      Object.entries(servers).map(([name, { tip: current, rejected, soft_failed }]) => [
        name,
        { tip: current === undefined || current === null ? current : String(current), rejected, softFailed: soft_failed },
      ]),
    ),
});
