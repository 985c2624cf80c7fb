/** The events of a hand-written DAG, as PDUs: labels are their ids, and their MLS bytes have a genuine header and nothing behind it. */
import { type EventId, eventId, eventLabel, mlsLabel, roomId, serverName } from '../names.js';
import { canonicalJson, encodeUtf8, utf8Length } from '../room/canonical-json.js';
import type { JsonObject, Pdu, RoomEvent } from '../room/event.js';
import { encodeAuthenticatedData } from '../room/msc4256/authenticated-data.js';
import { mlsContent } from '../room/msc4256/event-content.js';
import { encodePrivateMessage } from '../room/msc4256/mls-framing.js';
import { CREATE_TYPE } from '../room/msc4256/names.js';
import type { RoomVersion } from '../room/room-version.js';
import type { Dag, DagCreate, DagEvent, Label } from '../scenario/dag/dag.js';

/** By label, create events first, parents before those that refer to them. */
export function buildEvents(dag: Dag, version: RoomVersion): ReadonlyMap<Label, RoomEvent> {
  const events = new Map<Label, RoomEvent>();
  const [first] = dag.creates;
  const room = `!room:${first?.origin}`;
  for (const create of dag.creates) events.set(create.label, version.adopt(createEvent(create, room)));
  for (const event of dag.events) events.set(event.label, version.adopt(roomEvent(event)));
  return events;
}

const createEvent = (create: DagCreate, room: string): RoomEvent => {
  const { algorithm, federate, roomVersion } = create;
  const content = {
    room_version: roomVersion,
    ...(algorithm !== undefined && { algorithm, encryption_algorithm: algorithm }),
    ...(!federate && { 'm.federate': false }),
  };
  return named(create, { type: CREATE_TYPE, room_id: room, content }, undefined);
};

const roomEvent = (event: DagEvent): RoomEvent => {
  const { groupId, epoch, contentType, data, content } = event.mls;
  const bytes = encodePrivateMessage({
    groupId: roomId(groupId),
    epoch,
    contentType,
    authenticatedData: data === undefined ? new Uint8Array() : encodeAuthenticatedData(data),
    encryptedSenderData: new Uint8Array(),
    // What makes these bytes others than any with the same header.
    ciphertext: encodeUtf8(content),
  });
  const { algorithm: _algorithm, ...withoutAlgorithm } = mlsContent('', bytes);
  const eventContent = { ...withoutAlgorithm, ...(event.algorithm !== undefined && { algorithm: event.algorithm }) };
  return named(event, { type: event.type, room_id: event.roomId, content: eventContent }, content);
};

function named(
  placed: DagCreate | DagEvent,
  what: { readonly type: string; readonly room_id: string; readonly content: JsonObject },
  carries: Label | undefined,
): RoomEvent {
  const pdu: Pdu = {
    type: what.type,
    ...(placed.stateKey !== undefined && { state_key: placed.stateKey }),
    room_id: roomId(what.room_id),
    origin: serverName(placed.origin),
    origin_server_ts: placed.timestampMs,
    prev_events: ids(placed.prev),
    auth_events: ids(placed.auth),
    content: what.content,
    hashes: { sha256: '' },
    signatures: {},
  };
  return {
    id: eventId(placed.label),
    pdu,
    size: utf8Length(canonicalJson(pdu)),
    label: eventLabel(placed.label),
    carries: carries === undefined ? undefined : mlsLabel(carries),
  };
}

const ids = (labels: readonly Label[]): readonly EventId[] => labels.map(eventId);
