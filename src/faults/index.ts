/** The faults of a scenario's timeline. Each is named by its place there, so that its draws, if it had any, were its own. */
import type { TimelineEntry } from '../scenario/scenario.js';
import { clockChange } from './clock-change.js';
import { compromise } from './compromise.js';
import { crash } from './crash.js';
import type { Fault } from './fault.js';
import { offline } from './offline.js';
import { partition } from './partition.js';

export type { Breakable, Fault } from './fault.js';

/** The fault that an entry stands for; undefined where it is what a user wants. */
export function faultOf(entry: TimelineEntry, place: number): Fault | undefined {
  const name = String(place);
  switch (entry.kind) {
    case 'partition':
      return partition(name, entry);
    case 'crash':
      return crash(name, entry);
    case 'offline':
      return offline(name, entry);
    case 'clock':
      return clockChange(entry);
    case 'compromise':
      return compromise(entry);
    case 'send':
    case 'commit':
    case 'upgrade':
    case 'leave':
    case 'verify':
      return undefined;
  }
}
