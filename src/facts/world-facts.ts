/** What happens around the actors: the network, the faults, and the run itself. */
import type { Instant } from '../kernel/time.js';
import type { DeviceId, EventLabel, NodeName, ServerName } from '../names.js';

export type WorldFact =
  /** One transmission's fate. `thing`: what it carried. `arrives`: when, if it does. */
  | {
      readonly kind: 'transmission';
      readonly from: NodeName;
      readonly to: NodeName;
      readonly thing: string;
      readonly fate: 'arrives' | 'lost' | 'cut';
      readonly arrives: Instant | undefined;
    }
  /** A partition parts these groups of servers. `fault`: its place in the scenario's timeline, from 0. */
  | { readonly kind: 'partition_began'; readonly fault: number; readonly groups: readonly (readonly ServerName[])[] }
  /** That partition heals. */
  | { readonly kind: 'partition_ended'; readonly fault: number }
  /** A server or device is down: it forgets what was in its memory. */
  | { readonly kind: 'crashed'; readonly node: NodeName }
  /** It is back, with what was on its disk. */
  | { readonly kind: 'restarted'; readonly node: NodeName }
  /** A device can reach nobody, and goes on running. */
  | { readonly kind: 'went_offline'; readonly node: NodeName }
  /** It can reach its server again, unless another fault keeps it offline. */
  | { readonly kind: 'came_online'; readonly node: NodeName }
  /**
   * Somebody copies all that a device holds: its group states, the current one and those kept, with their unused message keys. The
   * device goes on as before.
   */
  | { readonly kind: 'device_compromised'; readonly node: DeviceId }
  /** A node's clock is set, or runs at another rate from here on. */
  | { readonly kind: 'clock_changed'; readonly node: NodeName }
  /**
   * The user of a lost device tells that of another one, outside of Matrix, which is to add the device again. `of` absent: whoever it
   * could ask does not follow the room either, or may not commit.
   */
  | { readonly kind: 'help_asked'; readonly device: DeviceId; readonly of: DeviceId | undefined }
  /** Time zero: setting up is over, the workload starts. */
  | { readonly kind: 'workload_started' }
  /** `duration` is over: no workload, timeline or conversion from here on. */
  | { readonly kind: 'workload_ended' }
  /**
   * The end. `final`: what resolving the end states of the servers of the room gives; `servers`: those servers, by its
   * `federation.servers`; `current`: the current commit of every server that has the room.
   */
  | {
      readonly kind: 'run_ended';
      readonly final: EventLabel | undefined;
      readonly servers: readonly ServerName[];
      readonly current: readonly { readonly server: ServerName; readonly commit: EventLabel | undefined }[];
    };
