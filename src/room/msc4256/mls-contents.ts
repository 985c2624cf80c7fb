/** What events' MLS bytes say, read once for each event however many servers and devices look at it; only the bytes are decoded again, if need be. */
import type { RoomEvent } from '../event.js';
import { Latest } from '../latest.js';
import { type CommitContent, readCommitContent, readMlsBytes } from './commit-content.js';
import type { Malformed } from './mls-framing.js';
import { decodeMlsHeader, type MlsHeader } from './mls-header.js';

export class MlsContents {
  /** The MLS message that an event carries, or why there is none. */
  readonly mlsBytes = remembering(readMlsBytes, new Latest(EVENTS_WITH_BYTES));

  /** The public part of it. */
  readonly mlsHeader: (event: RoomEvent) => MlsHeader | Malformed = remembering((event) => {
    const bytes = this.mlsBytes(event);
    return 'malformed' in bytes ? bytes : decodeMlsHeader(bytes);
  });

  /** What a commit or a pending commit says, or why it cannot be read. */
  readonly commitContent: (event: RoomEvent) => CommitContent | Malformed = remembering(readCommitContent);
}

/** MLS bytes are most of what an event weighs, and are read while it is on its way to devices; after that, they can be decoded again. */
const EVENTS_WITH_BYTES = 4_096;

interface Table<Value> {
  get(event: RoomEvent): Value | undefined;
  set(event: RoomEvent, value: Value): unknown;
}

function remembering<Value>(
  read: (event: RoomEvent) => Value,
  table: Table<Value> = new WeakMap<RoomEvent, Value>(),
): (event: RoomEvent) => Value {
  // A server and all its devices look at one event after another.
  let last: { readonly event: RoomEvent; readonly value: Value } | undefined;
  return (event) => {
    if (last?.event === event) return last.value;
    let value = table.get(event);
    if (value === undefined) {
      value = read(event);
      table.set(event, value);
    }
    last = { event, value };
    return value;
  };
}
