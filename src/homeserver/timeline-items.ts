/** The items by which sync shows events. Servers show the same ones, and hold them as long as the room: they share them. */
import type { SyncItem } from '../api/client-server.js';
import type { RoomEvent } from '../room/event.js';

export class TimelineItems {
  private readonly items = new WeakMap<RoomEvent, SyncItem>();

  of(event: RoomEvent): SyncItem {
    let item = this.items.get(event);
    if (item === undefined) {
      item = { kind: 'timeline', event, past: false };
      this.items.set(event, item);
    }
    return item;
  }
}
