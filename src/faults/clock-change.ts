/** A node's clock is set, or runs at another rate from now on. It does not end; another one may undo it. */
import type { TimelineEntry } from '../scenario/scenario.js';
import type { Fault } from './fault.js';
import { nodeOf } from './target.js';

export const clockChange = ({ at, target, step, driftPpm }: TimelineEntry & { kind: 'clock' }): Fault => ({
  at,
  length: undefined,
  begin(world) {
    if (step !== undefined) world.changeClock(nodeOf(target), { kind: 'step', by: step });
    if (driftPpm !== undefined) world.changeClock(nodeOf(target), { kind: 'drift', drift: driftPpm });
  },
  end: () => undefined,
});
