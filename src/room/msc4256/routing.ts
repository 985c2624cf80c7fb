/**
 * Which servers get an event (H25). MSC4256 says of `federation.servers` that they "will receive messages", and not which
 * list counts for a commit that changes it. Here a commit goes to the servers before it and to those that it names: one that
 * is removed learns of it, one that is added gets the commit that adds it.
 */
import { type ServerName, serverName } from '../../names.js';
import type { RoomEvent } from '../event.js';
import type { RoomState } from '../room-version.js';
import { isCommit } from './auth-rule.js';
import type { CommitContent } from './commit-content.js';
import type { Malformed } from './mls-framing.js';
import type { RoomNames } from './names.js';

/** Nothing twice; the servers before come first, in their order. The event's own origin is not left out. */
export function routeTo(
  event: RoomEvent,
  before: RoomState,
  names: RoomNames,
  commitContent: (event: RoomEvent) => CommitContent | Malformed,
): readonly ServerName[] {
  const sources = [before.commit, isCommit(event, names) ? event : undefined].filter((source) => source !== undefined);
  const servers = sources.flatMap((source) => {
    const content = commitContent(source);
    return 'malformed' in content ? [] : content.federation.servers;
  });
  return [...new Set(servers)].map(serverName);
}
