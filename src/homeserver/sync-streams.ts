/**
 * What the server shows its devices: one ordered stream for each, pushed as it grows while both ends are there. A device
 * that comes back says what it has, and gets the rest. Stands for GET /sync (Matrix client-server API, "Syncing"). The
 * streams are on disk, whether one is open is in memory.
 */
import type { SyncItem } from '../api/client-server.js';
import type { DeviceId } from '../names.js';
import type { Turn } from './turn.js';

interface Stream {
  /** The items from position `start` on; those before have reached the device. */
  items: SyncItem[];
  start: number;
  /** The position up to which items have been pushed since the stream was opened. */
  pushed: number;
  open: boolean;
}

export class SyncStreams {
  private readonly streams = new Map<DeviceId, Stream>();
  private readonly grown = new Set<DeviceId>();

  show(device: DeviceId, item: SyncItem): void {
    this.stream(device).items.push(item);
    this.grown.add(device);
  }

  opened(device: DeviceId, since: number): void {
    const stream = this.stream(device);
    // A request that a later one overtook says less than the device has by now.
    const reached = Math.max(since, stream.start);
    stream.items.splice(0, reached - stream.start);
    stream.start = reached;
    stream.pushed = reached;
    stream.open = true;
    this.grown.add(device);
  }

  closed(device: DeviceId): void {
    this.stream(device).open = false;
  }

  /** After a crash no stream is open. */
  restarted(): void {
    for (const stream of this.streams.values()) stream.open = false;
  }

  /** Pushes what has been shown since. Called once at the end of a turn, so that what belongs together arrives together. */
  flush(turn: Turn): void {
    for (const device of this.grown) {
      const stream = this.stream(device);
      const items = stream.open ? stream.items.slice(stream.pushed - stream.start) : [];
      if (items.length === 0) continue;
      turn.outbox.send(device, { kind: 'push', from: stream.pushed, items });
      stream.pushed += items.length;
    }
    this.grown.clear();
  }

  private stream(device: DeviceId): Stream {
    const known = this.streams.get(device);
    if (known !== undefined) return known;
    const made: Stream = { items: [], start: 0, pushed: 0, open: false };
    this.streams.set(device, made);
    return made;
  }
}
