/**
 * The room's final commit: what resolving the end states of the servers of the room gives, which are those that it lists
 * itself. So the two are found together, beginning with every server that holds the room.
 */
import type { ServerName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { Msc4256RoomVersion } from '../room/msc4256/room-version.js';
import type { RoomState } from '../room/room-version.js';

export interface FinalCommit {
  readonly commit: RoomEvent | undefined;
  /** In the order of the scenario. */
  readonly servers: readonly ServerName[];
}

export function finalCommit(version: Msc4256RoomVersion, states: ReadonlyMap<ServerName, RoomState>): FinalCommit {
  let servers = [...states.keys()];
  // Two lists could name each other's servers in turn; then the last one stands.
  for (let tries = 0; ; tries += 1) {
    const sets = servers.flatMap((server) => states.get(server) ?? []);
    const { commit } = version.resolve(sets, () => false).state;
    const content = commit === undefined ? undefined : version.contents.commitContent(commit);
    const listed: readonly string[] = content === undefined || 'malformed' in content ? [] : content.federation.servers;
    const next = [...states.keys()].filter((server) => listed.includes(server));
    const settled = next.length === servers.length && next.every((server, at) => server === servers[at]);
    if (settled || next.length === 0 || tries === states.size) return { commit, servers: next };
    servers = next;
  }
}
