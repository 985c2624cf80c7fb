/**
 * A room as one server holds it: the events, who of its users takes part, and what their devices have been shown. All of it
 * is on disk. Network membership is the server's own and not in the room's events (MSC4256, "Membership"; H48).
 */
import type { ClientReply, SyncItem } from '../api/client-server.js';
import type { EventId, MlsLabel, RoomId, ServerName, UserId } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Msc4256RoomVersion } from '../room/msc4256/room-version.js';
import { RoomGraph } from '../room/room-graph.js';
import type { DeviceStream } from './sync-streams.js';

/** An event that cannot be checked yet, because events that it refers to have not arrived. */
export interface WaitingEvent {
  readonly event: RoomEvent;
  readonly from: ServerName;
}

export class HostedRoom {
  readonly graph: RoomGraph;
  /** Users of this server that have joined. */
  readonly joined = new Set<UserId>();
  /** What the devices of those users are shown. */
  readonly audience = new Set<DeviceStream>();
  /** What the room's part of every stream holds so far, for who joins later. */
  readonly shown: SyncItem[] = [];
  readonly waiting = new Map<EventId, WaitingEvent>();
  /** What each server was asked for: it is not asked twice. In memory: after a crash it is. */
  readonly requested = new Map<ServerName, Set<EventId>>();
  /** The resolutions whose steps facts have told. */
  readonly resolutionsTold = new Set<string>();
  /** The answers to events that clients sent, by what they carry: a send that is repeated gets the same answer. */
  readonly sent = new Map<MlsLabel, ClientReply>();

  constructor(
    readonly id: RoomId,
    readonly version: Msc4256RoomVersion,
    /** What facts are to call it; undefined: they need not. */
    readonly name: RoomId | undefined = undefined,
  ) {
    this.graph = new RoomGraph(version);
  }

  /** The `federation.servers` of the current commit; none before the first. */
  get servers(): readonly ServerName[] {
    const { commit } = this.graph.currentState();
    const content = commit === undefined ? undefined : this.version.contents.commitContent(commit);
    // The rules have found every entry to be a server name.
    return content === undefined || 'malformed' in content ? [] : (content.federation.servers as readonly ServerName[]);
  }
}
