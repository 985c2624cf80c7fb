/**
 * What the server shows its devices: one ordered stream for each, pushed as it grows while both ends are there. A device
 * that comes back says what it has, and gets the rest. Stands for GET /sync (Matrix client-server API, "Syncing"). The
 * streams are on disk, whether one is open is in memory.
 */
import type { SyncItem, SyncPush } from '../api/client-server.js';
import type { DeviceId } from '../names.js';
import type { Turn } from './turn.js';

/** Some items of a list that only grows: that of a room, which is part of many streams, or one of a single item for this stream only. */
interface Stretch {
  readonly items: readonly SyncItem[];
  from: number;
  to: number;
}

/** What one device is shown. */
export interface DeviceStream {
  readonly device: DeviceId;
  /** The items from position `start` on; those before have reached the device. */
  readonly stretches: Stretch[];
  /** The last of them, at hand: mostly nothing else is asked for. */
  last: Stretch | undefined;
  start: number;
  end: number;
  /** The position up to which items have been pushed since the stream was opened. */
  pushed: number;
  open: boolean;
  /** Whether it is among those that have grown. */
  hasGrown: boolean;
}

export class SyncStreams {
  private readonly streams = new Map<DeviceId, DeviceStream>();
  private readonly grown: DeviceStream[] = [];
  /** What was pushed last: the devices in a room are mostly shown the same. */
  private last: { readonly stretch: Stretch; readonly items: readonly SyncItem[] } = { stretch: { items: [], from: 0, to: 0 }, items: [] };

  show(device: DeviceId, item: SyncItem): void {
    this.append(this.of(device), [item]);
  }

  /** Shows the last one of a room's items to everybody there. */
  showLast(items: readonly SyncItem[], audience: Iterable<DeviceStream>): void {
    for (const stream of audience) this.append(stream, items);
  }

  opened(device: DeviceId, since: number): void {
    const stream = this.of(device);
    // A request that a later one overtook says less than the device has by now.
    const reached = Math.max(since, stream.start);
    forgetBefore(stream, reached);
    stream.pushed = reached;
    stream.open = true;
    this.grow(stream);
  }

  closed(device: DeviceId): void {
    this.of(device).open = false;
  }

  /** After a crash no stream is open. */
  restarted(): void {
    for (const stream of this.streams.values()) stream.open = false;
  }

  /** Pushes what has been shown since. Called once at the end of a turn, so that what belongs together arrives together. */
  flush(turn: Turn): void {
    if (this.grown.length === 0) return;
    let push: SyncPush = { kind: 'push', from: 0, items: [] };
    for (const stream of this.grown) {
      stream.hasGrown = false;
      if (!stream.open || stream.pushed === stream.end) continue;
      const from = stream.pushed;
      const items = this.since(stream);
      // Devices that were shown as much before are told one thing.
      if (push.from !== from || push.items !== items) push = { kind: 'push', from, items };
      turn.outbox.send(stream.device, push);
      stream.pushed = stream.end;
    }
    this.grown.length = 0;
  }

  of(device: DeviceId): DeviceStream {
    const known = this.streams.get(device);
    if (known !== undefined) return known;
    const made: DeviceStream = { device, stretches: [], last: undefined, start: 0, end: 0, pushed: 0, open: false, hasGrown: false };
    this.streams.set(device, made);
    return made;
  }

  /** The stream goes on with the last of these items. */
  private append(stream: DeviceStream, items: readonly SyncItem[]): void {
    const { last } = stream;
    if (last?.items === items && last.to === items.length - 1) {
      last.to++;
    } else {
      stream.last = { items, from: items.length - 1, to: items.length };
      stream.stretches.push(stream.last);
    }
    stream.end++;
    this.grow(stream);
  }

  private grow(stream: DeviceStream): void {
    if (stream.hasGrown) return;
    stream.hasGrown = true;
    this.grown.push(stream);
  }

  /** What has not been pushed. */
  private since({ stretches, last, pushed, end }: DeviceStream): readonly SyncItem[] {
    let missing = end - pushed;
    if (last !== undefined && last.to - last.from >= missing) return this.slice(last.items, last.to - missing, last.to);
    const parts: (readonly SyncItem[])[] = [];
    for (let at = stretches.length - 1; at >= 0 && missing > 0; at--) {
      const { items, from, to } = stretches[at] as Stretch; // `at` is one of its places
      const part = items.slice(Math.max(from, to - missing), to);
      parts.unshift(part);
      missing -= part.length;
    }
    return parts.flat();
  }

  private slice(items: readonly SyncItem[], from: number, to: number): readonly SyncItem[] {
    const { stretch } = this.last;
    if (stretch.items !== items || stretch.from !== from || stretch.to !== to) {
      this.last = { stretch: { items, from, to }, items: items.slice(from, to) };
    }
    return this.last.items;
  }
}

function forgetBefore(stream: DeviceStream, position: number): void {
  const { stretches } = stream;
  for (let first = stretches[0]; first !== undefined && stream.start < position; first = stretches[0]) {
    const gone = Math.min(position - stream.start, first.to - first.from);
    first.from += gone;
    stream.start += gone;
    if (first.from === first.to) stretches.shift();
  }
  if (stretches.length === 0) stream.last = undefined;
}
