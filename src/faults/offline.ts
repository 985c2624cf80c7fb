/** Devices lose their connection and go on running. */
import type { TimelineEntry } from '../scenario/scenario.js';
import type { Fault } from './fault.js';

export const offline = (fault: string, { at, length, devices }: TimelineEntry & { kind: 'offline' }): Fault => ({
  at,
  length,
  begin(world) {
    for (const device of devices) world.goOffline(fault, device);
  },
  end(world) {
    for (const device of devices) world.comeOnline(fault, device);
  },
});
