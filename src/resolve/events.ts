/** The events of a hand-written DAG, as PDUs: labels are their ids, and their MLS bytes have a genuine header and nothing behind it. */
import { type EventId, eventId, eventLabel, mlsLabel, roomId, serverName } from '../names.js';
import { canonicalJson, encodeUtf8, utf8Length } from '../room/canonical-json.js';
import type { JsonObject, Pdu, RoomEvent } from '../room/event.js';
import { encodeAuthenticatedData } from '../room/msc4256/authenticated-data.js';
import { createContent, mlsContent } from '../room/msc4256/event-content.js';
import { encodePrivateMessage } from '../room/msc4256/mls-framing.js';
import { CREATE_TYPE, STABLE_NAMES } from '../room/msc4256/names.js';
import type { RoomVersion } from '../room/room-version.js';
import type { Dag, DagCreate, DagEvent, Label } from '../scenario/dag/dag.js';

/** By label, create events first, parents before those that refer to them. */
export function buildEvents(dag: Dag, version: RoomVersion): ReadonlyMap<Label, RoomEvent> {
  const events = [...dag.creates.map(createEvent), ...dag.events.map(roomEvent)];
  return new Map(events.map((event) => [event.label, version.adopt(event)]));
}

const createEvent = (create: DagCreate): RoomEvent => {
  const { algorithm, federate, roomVersion } = create;
  return named(create, CREATE_TYPE, createContent(algorithm, { federate, names: { ...STABLE_NAMES, roomVersion } }), undefined);
};

const roomEvent = (event: DagEvent): RoomEvent => {
  const { groupId, epoch, contentType, data, content } = event.mls;
  const bytes = encodePrivateMessage({
    groupId: encodeUtf8(groupId),
    epoch,
    contentType,
    authenticatedData: data === undefined ? new Uint8Array() : encodeAuthenticatedData(data),
    encryptedSenderData: new Uint8Array(),
    // What makes these bytes others than any with the same header.
    ciphertext: encodeUtf8(content),
  });
  return named(event, event.type, mlsContent(event.algorithm, bytes), content);
};

function named(placed: DagCreate | DagEvent, type: string, content: JsonObject, carries: Label | undefined): RoomEvent {
  const pdu: Pdu = {
    type,
    ...(placed.stateKey !== undefined && { state_key: placed.stateKey }),
    room_id: roomId(placed.roomId),
    origin: serverName(placed.origin),
    origin_server_ts: placed.timestampMs,
    prev_events: ids(placed.prev),
    auth_events: ids(placed.auth),
    content,
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
