/**
 * What charts are drawn from and a run's metrics do not hold: what happened over time. A run writes it beside its result, as
 * `series.json`, so that a report can be made again from the files alone. Times are virtual, in milliseconds since time zero.
 */

/** Raised when what is in the file changes. */
export const SERIES_VERSION = 1;

export interface Series {
  readonly schism_series: typeof SERIES_VERSION;
  /** Of the run that it tells of. */
  readonly fingerprint: string;
  /** What gives the same run again. */
  readonly command: string;
  /** When the run ended; drain included. */
  readonly simulated_ms: number;
  readonly faults: readonly FaultSpan[];
  readonly epochs: readonly ServerEpochs[];
  readonly messages: MessageOutcomes;
  readonly latency: readonly LatencyBin[];
  readonly episodes: readonly EpisodeSpan[];
  readonly retained: readonly RetainedStates[];
  readonly clocks: readonly ClockOffsets[];
}

export const FAULT_KINDS = ['partition', 'crash', 'offline', 'clock', 'compromise'] as const;

/** A fault, from when to when. */
export interface FaultSpan {
  readonly kind: (typeof FAULT_KINDS)[number];
  /** "a.example | b.example", or the node that it befalls. */
  readonly name: string;
  readonly from_ms: number;
  /** The same as `from_ms` for what happens at once. */
  readonly to_ms: number;
}

/** The current commit of a server, from time zero on. */
export interface ServerEpochs {
  readonly server: string;
  /** Whether it is in `federation.powers` of some commit of the room. */
  readonly power: boolean;
  readonly steps: readonly EpochStep[];
}

export interface EpochStep {
  readonly at_ms: number;
  /** The epoch that the commit ends; null: the server has none. */
  readonly epoch: number | null;
  readonly commit: string | null;
  /** Whether its bytes are on the final chain. */
  readonly final: boolean;
  /** Whether the server came to it by a graft. */
  readonly graft: boolean;
}

/** In the order in which they are stacked. */
export const OUTCOMES = [
  'decrypted',
  'decrypted_late',
  'soft_failed',
  'rejected',
  'fork',
  'never_joined',
  'key_deleted',
  'other',
  'undelivered',
] as const;
export type MessageOutcome = (typeof OUTCOMES)[number];

/** Message × intended device, by when the message was sent: stretches of `bin_ms` from time zero on. */
export interface MessageOutcomes {
  readonly bin_ms: number;
  readonly pairs: Readonly<Record<MessageOutcome, readonly number[]>>;
}

/** How many pairs took from `from_ms` on and less than `to_ms` from the first attempt to send until decrypted. */
export interface LatencyBin {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly pairs: number;
}

export const ENDINGS = ['by_window', 'by_welcome', 'by_return', 'unrecovered'] as const;

/** A time that a device could not follow its server's current commit. */
export interface EpisodeSpan {
  readonly device: string;
  readonly from_ms: number;
  /** The end of the run, for one that did not end. */
  readonly to_ms: number;
  readonly ending: (typeof ENDINGS)[number];
}

/** From `at_ms` on: how many group states are kept beside current ones, and on how many devices. */
export interface RetainedStates {
  readonly at_ms: number;
  readonly states: number;
  readonly devices: number;
}

/** How far a node's clock is ahead of virtual time; between two points it runs evenly. */
export interface ClockOffsets {
  readonly node: string;
  readonly points: readonly { readonly at_ms: number; readonly offset_ms: number }[];
}
