/** What happens around the actors: the network, the faults, and the run itself. */
import type { Instant } from '../kernel/time.js';
import type { EventLabel, NodeName, ServerName } from '../names.js';

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
  /** Faults, with the number that the scenario's timeline gives them (from 0). */
  | { readonly kind: 'partition_began'; readonly fault: number; readonly groups: readonly (readonly ServerName[])[] }
  | { readonly kind: 'partition_ended'; readonly fault: number }
  | { readonly kind: 'crashed'; readonly node: NodeName }
  | { readonly kind: 'restarted'; readonly node: NodeName }
  | { readonly kind: 'went_offline'; readonly node: NodeName }
  | { readonly kind: 'came_online'; readonly node: NodeName }
  | { readonly kind: 'clock_changed'; readonly node: NodeName }
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
