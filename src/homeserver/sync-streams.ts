/**
 * What the server shows its devices: one ordered stream for each, pushed as it grows while both ends are there. A device
 * that comes back says what it has, and gets the rest. Stands for GET /sync (Matrix client-server API, "Syncing"). The
 * streams are on disk, whether one is open is in memory.
 */
import type { SyncItem } from '../api/client-server.js';
import type { DeviceId } from '../names.js';
import type { Turn } from './turn.js';

interface Stream {
  readonly device: DeviceId;
  /** The items from position `start` on; those before have reached the device. */
  readonly items: SyncItem[];
  start: number;
  /** The position up to which items have been pushed since the stream was opened. */
  pushed: number;
  open: boolean;
  /** Whether it is among those that have grown. */
  hasGrown: boolean;
}

export class SyncStreams {
  private readonly streams = new Map<DeviceId, Stream>();
  private readonly grown: Stream[] = [];

  show(device: DeviceId, item: SyncItem): void {
    const stream = this.stream(device);
    stream.items.push(item);
    this.grow(stream);
  }

  opened(device: DeviceId, since: number): void {
    const stream = this.stream(device);
    // A request that a later one overtook says less than the device has by now.
    const reached = Math.max(since, stream.start);
    stream.items.splice(0, reached - stream.start);
    stream.start = reached;
    stream.pushed = reached;
    stream.open = true;
    this.grow(stream);
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
    if (this.grown.length === 0) return;
    for (const stream of this.grown) {
      stream.hasGrown = false;
      const items = stream.open ? stream.items.slice(stream.pushed - stream.start) : [];
      if (items.length === 0) continue;
      turn.outbox.send(stream.device, { kind: 'push', from: stream.pushed, items });
      stream.pushed += items.length;
    }
    this.grown.length = 0;
  }

  private grow(stream: Stream): void {
    if (stream.hasGrown) return;
    stream.hasGrown = true;
    this.grown.push(stream);
  }

  private stream(device: DeviceId): Stream {
    const known = this.streams.get(device);
    if (known !== undefined) return known;
    const made: Stream = { device, items: [], start: 0, pushed: 0, open: false, hasGrown: false };
    this.streams.set(device, made);
    return made;
  }
}
