/**
 * A small language for hand-made rooms: events are called by letters and numbers as in the tables of the MSC's reviews (`a1`
 * is server a's commit of epoch 1), their ids are their labels, and their MLS messages are encoded by ts-mls, so that nothing
 * here repeats what `src/room` assumes. Nothing is signed.
 */
import { encodeMlsMessage } from 'ts-mls/message.js';
import { type EventId, eventId, eventLabel, type RoomId, roomId, serverName } from '../../src/names.js';
import type { JsonObject, PduDraft, RoomEvent } from '../../src/room/event.js';
import { encodeAuthenticatedData, type SecurityData } from '../../src/room/msc4256/authenticated-data.js';
import { createContent, mlsContent } from '../../src/room/msc4256/event-content.js';
import type { Msc4256RoomVersion } from '../../src/room/msc4256/room-version.js';
import type { Resolution, RoomState } from '../../src/room/room-version.js';

export const ROOM = roomId('!room:a');
export const ALGORITHM = 'm.mls.v1.MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface MlsFields {
  readonly groupId?: string;
  readonly epoch: number;
  readonly contentType?: 'application' | 'proposal' | 'commit';
  readonly authenticatedData?: Uint8Array;
  /** What makes the bytes this message's and no other's. */
  readonly body: string;
}

export const mlsMessage = ({ groupId = ROOM, epoch, contentType = 'commit', authenticatedData, body }: MlsFields): Uint8Array =>
  encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_private_message',
    privateMessage: {
      groupId: bytesOf(groupId),
      epoch: BigInt(epoch),
      contentType,
      authenticatedData: authenticatedData ?? new Uint8Array(),
      encryptedSenderData: bytesOf('sender'),
      ciphertext: bytesOf(body),
    },
  });

/** Any field of the PDU that a test wants otherwise. `undefined` takes the state key away. */
export type Changes = { -readonly [Field in keyof PduDraft]?: PduDraft[Field] | undefined };

interface Placed {
  readonly origin?: string;
  readonly prev?: readonly string[];
  readonly auth?: readonly string[];
  /** Seconds. */
  readonly ts?: number;
  readonly change?: Changes;
}

export interface CommitFields extends Placed {
  readonly powers?: readonly string[];
  readonly servers?: readonly string[];
  readonly canPropose?: readonly string[];
  readonly security?: SecurityData;
  /** Instead of all lists: the authenticated data as it stands. */
  readonly authenticatedData?: Uint8Array;
  /** Two commits with one content have the same MLS bytes. */
  readonly content?: string;
  readonly mls?: Partial<MlsFields>;
}

export class RoomDag {
  readonly events = new Map<string, RoomEvent>();

  constructor(
    readonly version: Msc4256RoomVersion,
    private readonly lists: { readonly powers: readonly string[]; readonly servers: readonly string[] },
  ) {}

  create(
    id: string,
    { origin = 'a', ts = 0, content = createContent(ALGORITHM), change }: Placed & { content?: JsonObject } = {},
  ): RoomEvent {
    return this.add(id, { type: 'm.room.create', state_key: '', content }, { origin, prev: [], auth: [], ts, ...(change && { change }) });
  }

  commit(id: string, epoch: number, fields: CommitFields): RoomEvent {
    return this.add(id, { type: 'm.mls.commit', state_key: '', content: this.commitContent(id, epoch, fields) }, fields);
  }

  pending(id: string, epoch: number, fields: CommitFields): RoomEvent {
    return this.add(id, { type: 'm.mls.pending_commit', content: this.commitContent(id, epoch, fields) }, fields);
  }

  message(id: string, epoch: number, { mls, ...placed }: Placed & { mls?: Partial<MlsFields> }): RoomEvent {
    const bytes = mlsMessage({ epoch, contentType: 'application', body: id, ...mls });
    return this.add(id, { type: 'm.room.encrypted', content: mlsContent(ALGORITHM, bytes) }, placed);
  }

  get(id: string): RoomEvent {
    const event = this.events.get(id);
    if (event === undefined) throw new Error(`the test has no event ${id}`);
    return event;
  }

  /** The state with the room's create event and this commit. */
  state(commit: string | undefined, create = 'cr'): RoomState {
    return this.version.state(this.get(create), commit === undefined ? undefined : this.get(commit));
  }

  cited(event: RoomEvent): RoomEvent[] {
    return event.pdu.auth_events.map((id) => this.get(id));
  }

  resolve(commits: readonly string[], rejected: (event: RoomEvent) => boolean = () => false): Resolution {
    return this.version.resolve(
      commits.map((commit) => this.state(commit)),
      rejected,
    );
  }

  private commitContent(id: string, epoch: number, fields: CommitFields): JsonObject {
    const { powers = this.lists.powers, servers = this.lists.servers, canPropose = servers, security } = fields;
    const authenticatedData =
      fields.authenticatedData ?? encodeAuthenticatedData({ federation: { powers, servers, canPropose }, ...(security && { security }) });
    return mlsContent(ALGORITHM, mlsMessage({ epoch, authenticatedData, body: fields.content ?? id, ...fields.mls }));
  }

  private add(id: string, what: Pick<PduDraft, 'type' | 'state_key' | 'content'>, placed: Placed): RoomEvent {
    const { origin = id.charAt(0), prev = [], auth = [], ts = 0, change = {} } = placed;
    const pdu = {
      room_id: ROOM as RoomId,
      origin: serverName(origin),
      origin_server_ts: ts * 1000,
      prev_events: ids(prev),
      auth_events: ids(auth),
      hashes: { sha256: '' },
      signatures: {},
      ...what,
      ...change,
    };
    // A change to undefined is a field taken away; what is left has the shape of a PDU.
    const present = Object.fromEntries(Object.entries(pdu).filter(([, value]) => value !== undefined)) as unknown as RoomEvent['pdu'];
    const event = this.version.adopt({ id: eventId(id), pdu: present, size: 1000, label: eventLabel(id), carries: undefined });
    this.events.set(id, event);
    return event;
  }
}

export const ids = (labels: readonly string[]): EventId[] => labels.map(eventId);

/** What a person wants to see of a resolution: the tip, and each step with the rule that refused it. */
export function told({ state, steps, grafts, decidedByEventId }: Resolution) {
  const tip = state.commit?.label;
  return {
    tip,
    steps: steps.map(({ event, verdict }) => (verdict.allowed ? `${event.label}` : `${event.label} ${verdict.rule}`)),
    graft: grafts.length > 0,
    decidedByEventId,
  };
}
