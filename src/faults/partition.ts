/** Servers in different groups cannot reach each other; those in no group reach all; devices are with their server. */
import type { TimelineEntry } from '../scenario/scenario.js';
import type { Fault } from './fault.js';

export const partition = (fault: string, { at, length, groups }: TimelineEntry & { kind: 'partition' }): Fault => ({
  at,
  length,
  begin: (world) => world.partition(fault, groups),
  end: (world) => world.heal(fault),
});
