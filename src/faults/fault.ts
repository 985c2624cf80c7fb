/** What every fault is: something that begins at a time, and may end. One kind a file beside this one. */
import type { ClockChange } from '../kernel/node-clock.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { DeviceId, NodeName, ServerName } from '../names.js';

/** What faults can do to a world. `fault` is a name of its own for each. */
export interface Breakable {
  partition(fault: string, groups: readonly (readonly ServerName[])[]): void;
  heal(fault: string): void;
  crash(fault: string, node: NodeName): void;
  restart(fault: string, node: NodeName): void;
  goOffline(fault: string, node: NodeName): void;
  comeOnline(fault: string, node: NodeName): void;
  compromise(device: DeviceId): void;
  changeClock(node: NodeName, change: ClockChange): void;
}

export interface Fault {
  readonly at: Instant;
  /** Undefined: it does not end, or has no length at all. */
  readonly length: Duration | undefined;
  begin(world: Breakable): void;
  end(world: Breakable): void;
}
