/**
 * How powerful the origin of a commit is (MSC4256, "State resolution"): its index in a `federation.powers` list, where lower
 * is more powerful. Events of equal index go by `origin_server_ts` and event id, see `power-ordering.ts`.
 */
import type { RoomEvent } from '../event.js';
import { citedCommit, isCreate } from './auth-rule.js';
import type { CommitContent } from './commit-content.js';
import type { Malformed } from './mls-framing.js';
import type { RoomNames } from './names.js';
import type { Reading } from './reading.js';

/**
 * The list is that of the commit in the event's own auth events, or the event's own (H15). A server that is not in the list
 * comes after all that are; where there is no list, as for the create event and epoch 0, all are equal and first.
 */
export function powerIndex(
  event: RoomEvent,
  authEvents: readonly RoomEvent[],
  list: Reading['power_list'],
  names: RoomNames,
  commitContent: (event: RoomEvent) => CommitContent | Malformed,
): number {
  if (isCreate(event)) return 0;
  const source = list === 'own_content' ? event : citedCommit(authEvents, names);
  if (source === undefined) return 0;
  const content = commitContent(source);
  const index = 'malformed' in content ? -1 : content.federation.powers.indexOf(event.pdu.origin);
  return index === -1 ? Number.POSITIVE_INFINITY : index;
}
