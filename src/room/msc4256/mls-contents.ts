/** What events' MLS bytes say, read once for each event however many servers and devices look at it. */
import type { RoomEvent } from '../event.js';
import { type CommitContent, readCommitContent, readMlsBytes, readMlsHeader } from './commit-content.js';
import type { Malformed, MlsHeader } from './mls-header.js';

export class MlsContents {
  private readonly bytes = new WeakMap<RoomEvent, Uint8Array | Malformed>();
  private readonly headers = new WeakMap<RoomEvent, MlsHeader | Malformed>();
  private readonly commits = new WeakMap<RoomEvent, CommitContent | Malformed>();

  /** The MLS message that an event carries, or why there is none. */
  readonly mlsBytes = (event: RoomEvent): Uint8Array | Malformed => remember(this.bytes, event, readMlsBytes);

  /** The public part of it. */
  readonly mlsHeader = (event: RoomEvent): MlsHeader | Malformed => remember(this.headers, event, readMlsHeader);

  /** What a commit or a pending commit says, or why it cannot be read. */
  readonly commitContent = (event: RoomEvent): CommitContent | Malformed => remember(this.commits, event, readCommitContent);
}

function remember<Value>(table: WeakMap<RoomEvent, Value>, event: RoomEvent, read: (event: RoomEvent) => Value): Value {
  const known = table.get(event);
  if (known !== undefined) return known;
  const value = read(event);
  table.set(event, value);
  return value;
}
