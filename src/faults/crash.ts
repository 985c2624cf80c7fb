/** A server or a device stops: its memory is lost, its disk is kept, and what is on its way to it waits. */
import type { TimelineEntry } from '../scenario/scenario.js';
import type { Fault } from './fault.js';
import { nodeOf } from './target.js';

export const crash = (fault: string, { at, length, target }: TimelineEntry & { kind: 'crash' }): Fault => ({
  at,
  length,
  begin: (world) => world.crash(fault, nodeOf(target)),
  end: (world) => world.restart(fault, nodeOf(target)),
});
