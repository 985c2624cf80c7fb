/** A room's events as a DAG file has them, every default filled in. */
import type { AuthenticatedData } from '../../room/msc4256/authenticated-data.js';
import type { MlsContentType } from '../../room/msc4256/mls-framing.js';
import type { RoomVersionIdentifier } from '../../room/msc4256/names.js';
import type { Reading } from '../../room/msc4256/reading.js';

/** What an event is called: it stands in for the event id. */
export type Label = string;
/** The number of an auth rule, "9.3". */
export type RuleNumber = string;

interface Placed {
  readonly label: Label;
  readonly roomId: string;
  readonly origin: string;
  /** `origin_server_ts`. */
  readonly timestampMs: number;
  readonly prev: readonly Label[];
  readonly auth: readonly Label[];
  /** Undefined: there is none. */
  readonly stateKey: string | undefined;
  /** Undefined: there is none. */
  readonly algorithm: string | undefined;
}

export interface DagCreate extends Placed {
  readonly federate: boolean;
  readonly roomVersion: string;
}

export interface DagEvent extends Placed {
  readonly kind: 'commit' | 'pending' | 'message';
  readonly type: string;
  readonly mls: {
    readonly groupId: string;
    readonly epoch: number;
    readonly contentType: MlsContentType;
    /** Of a commit or a pending commit. */
    readonly data: AuthenticatedData | undefined;
    /** What makes the bytes these and no others. */
    readonly content: Label;
  };
}

/** What must come of it; what is given must hold exactly. */
export interface DagExpectation {
  readonly tip?: Label | null | undefined;
  readonly graft?: boolean | undefined;
  readonly order?: readonly Label[] | undefined;
  readonly refused?: Readonly<Record<Label, RuleNumber>> | undefined;
  readonly servers?: Readonly<Record<string, ServerExpectation>> | undefined;
}

export interface ServerExpectation {
  readonly tip?: Label | null | undefined;
  readonly rejected: Readonly<Record<Label, RuleNumber>>;
  readonly softFailed: Readonly<Record<Label, RuleNumber>>;
}

/** The same events under another reading. */
export interface DagReading {
  /** The knobs that differ from the DAG's own. */
  readonly changes: Partial<Reading>;
  readonly expect: DagExpectation;
}

/** Create events come first, `unsaid`, where a delivery names none itself. */
export interface Delivery {
  readonly unsaid: readonly Label[];
  readonly said: readonly Label[];
}

export interface Dag {
  readonly name: string | undefined;
  readonly about: string | undefined;
  readonly rules: Reading;
  readonly roomVersion: RoomVersionIdentifier;
  readonly creates: readonly DagCreate[];
  /** Parents before those that refer to them. */
  readonly events: readonly DagEvent[];
  /** Undefined: nothing is to be resolved. */
  readonly resolve: readonly Label[] | undefined;
  /** What each server receives, in order. */
  readonly deliver: ReadonlyMap<string, Delivery>;
  readonly expect: DagExpectation | undefined;
  readonly readings: readonly DagReading[];
}
