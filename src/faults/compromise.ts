/** Somebody copies all that devices hold. They go on as before: what it means is a matter of what they hold, then and later (H47). */
import type { TimelineEntry } from '../scenario/scenario.js';
import type { Fault } from './fault.js';

export const compromise = ({ at, devices }: TimelineEntry & { kind: 'compromise' }): Fault => ({
  at,
  length: undefined,
  begin(world) {
    for (const device of devices) world.compromise(device);
  },
  end: () => undefined,
});
