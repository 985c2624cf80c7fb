/** What a client makes of its user's wish before it asks whether the room's rules allow that. */
import type { DeviceId } from '../names.js';
import { MAX_WINDOW_SECONDS } from '../room/msc4256/authenticated-data.js';
import type { Change } from './intents.js';

/**
 * Who is to be added and is on the roster already has left the room, or its server is not listed any more: nothing else tells a client
 * of the one, and the other is no matter of the group (H48). So it comes back as who is added again does, by another leaf, another
 * Welcome and another invite. Whom somebody else adds after the user wished for it is no such one.
 *
 * Where only some of those to be added are on the roster they stay as they are, be it that one of them has left: to take out who is there
 * costs it its place, and a list may name both (H48).
 */
export function meant(change: Change, self: DeviceId, roster: readonly DeviceId[]): Change {
  if (change.kind !== 'add' || change.devices.includes(self)) return change;
  const members = new Set(roster);
  return change.devices.every((device) => members.has(device)) ? { ...change, kind: 'readd' } : change;
}

/** "Clients should not allow values larger than 7 days" (MSC4256, "State events"): no user can set one. Others may have (H41). */
export function forbiddenWindow(change: Change): string | undefined {
  const seconds = change.kind === 'security' ? (change.security.windowSeconds ?? 0) : 0;
  return seconds > MAX_WINDOW_SECONDS ? `a client allows no window above ${MAX_WINDOW_SECONDS} s, 7 days` : undefined;
}
