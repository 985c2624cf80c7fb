/**
 * A scenario that has been checked: every name resolved, every default filled in, every length of time in microseconds.
 * What a run is built from. The file format is in `document.ts`.
 */
import type { Duration, Instant } from '../kernel/time.js';
import type { DeviceId, RoomId, ServerName, UserId } from '../names.js';
import type { Expectation } from '../observe/expectations.js';
import type { VerificationLevel } from '../room/msc4256/authenticated-data.js';
import type { RoomVersionIdentifier } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';

export type LatencyLaw =
  | { readonly kind: 'constant'; readonly value: Duration }
  | { readonly kind: 'uniform'; readonly min: Duration; readonly max: Duration }
  /** `mean` is that of what exceeds `min`. */
  | { readonly kind: 'exponential'; readonly min: Duration; readonly mean: Duration }
  | { readonly kind: 'lognormal'; readonly median: Duration; readonly p99: Duration };

/** A node's clock against the simulator's: ahead by `offset` at time zero, gaining `drift` parts per million. */
export interface ClockSpec {
  readonly offset: Duration;
  readonly driftPpm: number;
}

export interface ServerSpec {
  readonly name: ServerName;
  readonly clock: ClockSpec;
}

export interface UserSpec {
  readonly id: UserId;
  readonly server: ServerName;
  /** `@user:server/1`, `/2` …; all of one user show the same clock settings. */
  readonly devices: readonly DeviceId[];
  readonly clock: ClockSpec;
}

export interface SecuritySpec {
  /** `security.window`, in seconds. */
  readonly window: number;
  readonly requiredVerification: VerificationLevel;
}

/** One user's verification of another one. */
export interface VerificationPair {
  readonly by: UserId;
  readonly of: UserId;
  readonly level: VerificationLevel;
}

export interface VerificationSpec {
  /** What every user has of every other one that `pairs` does not name. */
  readonly default: VerificationLevel;
  readonly pairs: readonly VerificationPair[];
}

export interface RoomSpec {
  readonly id: RoomId;
  readonly creator: UserId;
  readonly powers: readonly ServerName[];
  readonly servers: readonly ServerName[];
  readonly canPropose: readonly ServerName[];
  readonly security: SecuritySpec;
  /** In the group when the workload starts; the creator is. */
  readonly members: readonly UserId[];
  /** The MLS cipher suite, `MLS_128_…`. */
  readonly cipherSuite: string;
  readonly version: RoomVersionIdentifier;
}

export interface LinkSpec {
  readonly from: ServerName;
  readonly to: ServerName;
  /** Absent: the network's. */
  readonly latency: LatencyLaw | undefined;
  /** The probability that a transmission is lost. */
  readonly loss: number;
}

export interface NetworkSpec {
  readonly latency: LatencyLaw;
  readonly clientLatency: LatencyLaw;
  /** The probability of loss on a link between servers that `links` does not name. */
  readonly loss: number;
  /** Each one way. */
  readonly links: readonly LinkSpec[];
}

/** What a commit changes. Names of users have been turned into those of their devices. */
export type ChangeSpec =
  | { readonly kind: 'update' }
  | { readonly kind: 'add' | 'remove' | 'readd'; readonly devices: readonly DeviceId[] }
  | { readonly kind: 'powers' | 'servers' | 'can_propose'; readonly servers: readonly ServerName[] }
  | { readonly kind: 'security'; readonly security: Partial<SecuritySpec> }
  | { readonly kind: 'state'; readonly state: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> }
  | { readonly kind: 'garbage' };

/** Who adds a device again that has lost the room, beside what it gets back by itself. */
export interface RecoverySpec {
  readonly readd: 'inviter' | 'never' | 'oracle';
  /** Under `oracle`: from when a device knows that it is lost until its user has told somebody. */
  readonly delay: LatencyLaw;
}

/** How often something happens for each entity: a Poisson process, or regularly with the first time drawn within one interval. */
export type Pace = { readonly kind: 'poisson'; readonly perSecond: number } | { readonly kind: 'regular'; readonly every: Duration };

export interface WorkloadSpec {
  /** One process for each of `devices`. */
  readonly messages: readonly { readonly pace: Pace; readonly devices: readonly DeviceId[] }[];
  readonly commits: readonly {
    readonly pace: Pace;
    readonly devices: readonly DeviceId[];
    /** A workload adds a device outside the group, removes one inside it, or draws another value: `kind` says what it changes. */
    readonly kind: ChangeSpec['kind'];
  }[];
  /** Somebody copies all that the device holds. */
  readonly compromises: readonly { readonly pace: Pace; readonly devices: readonly DeviceId[] }[];
}

/** A node that a fault hits. */
export type Target = { readonly kind: 'server'; readonly server: ServerName } | { readonly kind: 'device'; readonly device: DeviceId };

export type TimelineEntry =
  | {
      readonly kind: 'partition';
      readonly at: Instant;
      readonly groups: readonly (readonly ServerName[])[];
      readonly length: Duration | undefined;
    }
  | { readonly kind: 'send'; readonly at: Instant; readonly by: DeviceId; readonly text: string }
  | { readonly kind: 'commit'; readonly at: Instant; readonly by: DeviceId; readonly change: ChangeSpec }
  /** `room`: the new one. `members`: undefined for all of the old group; `except`: but these. `powers`: undefined, as before. */
  | {
      readonly kind: 'upgrade';
      readonly at: Instant;
      readonly by: DeviceId;
      readonly room: RoomId;
      readonly powers: readonly ServerName[] | undefined;
      readonly members: readonly UserId[] | undefined;
      readonly except: readonly UserId[];
    }
  | { readonly kind: 'leave'; readonly at: Instant; readonly users: readonly UserId[] }
  | ({ readonly kind: 'verify'; readonly at: Instant } & VerificationPair)
  /** Without a length, for ever. */
  | { readonly kind: 'crash'; readonly at: Instant; readonly target: Target; readonly length: Duration | undefined }
  /** Somebody copies all that these devices hold at that instant. */
  | { readonly kind: 'compromise'; readonly at: Instant; readonly devices: readonly DeviceId[] }
  | { readonly kind: 'offline'; readonly at: Instant; readonly devices: readonly DeviceId[]; readonly length: Duration | undefined }
  /** `step` is added to what the clock shows, `drift` replaces its drift; at least one is there. */
  | {
      readonly kind: 'clock';
      readonly at: Instant;
      readonly target: Target;
      readonly step: Duration | undefined;
      readonly driftPpm: number | undefined;
    };

export interface Scenario {
  readonly name: string;
  readonly about: string | undefined;
  readonly seed: string;
  /** How long the workload lasts. */
  readonly duration: Duration;
  /** How long at most the run goes on after it, until nothing is in flight. */
  readonly drain: Duration;
  readonly mls: 'real' | 'symbolic';
  readonly rules: Reading;
  readonly servers: readonly ServerSpec[];
  readonly users: readonly UserSpec[];
  readonly room: RoomSpec;
  readonly verification: VerificationSpec;
  readonly recovery: RecoverySpec;
  readonly network: NetworkSpec;
  readonly workload: WorkloadSpec;
  readonly timeline: readonly TimelineEntry[];
  readonly expect: readonly Expectation[];
}
