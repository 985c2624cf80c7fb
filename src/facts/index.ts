/**
 * The vocabulary of things that happened. Actors emit facts, the simulation stamps them, everything after it is a fold over
 * them. A fact names events and group states by their makers, never by a hash, so the same scenario tells the same story
 * whichever MLS engine runs. Absent values are `undefined`, so that every fact of a kind has the same shape.
 */
import type { Instant, LocalInstant } from '../kernel/time.js';
import type { NodeName, RoomId } from '../names.js';
import type { GroupFact } from './group-facts.js';
import type { KeyFact } from './key-facts.js';
import type { MembershipFact } from './membership-facts.js';
import type { MessageFact } from './message-facts.js';
import type { ServerFact } from './server-facts.js';
import type { WorldFact } from './world-facts.js';

export type { GroupFact } from './group-facts.js';
export type { KeyFact } from './key-facts.js';
export type { MembershipFact } from './membership-facts.js';
export type { MessageFact } from './message-facts.js';
export type { ServerFact } from './server-facts.js';
export type { WorldFact } from './world-facts.js';

/** What an actor may state. */
export type ActorFact = MessageFact | GroupFact | ServerFact | KeyFact | MembershipFact;
export type Fact = ActorFact | WorldFact;

/** A fact with its place in the story. Facts before time zero are of the setting up. */
export interface StampedFact {
  readonly at: Instant;
  /** The actor that states it; absent for what happens around them. */
  readonly node: NodeName | undefined;
  /** What the actor's clock showed. */
  readonly local: LocalInstant | undefined;
  /** The room that it happened in, if an upgrade made that. Absent for the scenario's own room, and for what is of no room or of several. */
  readonly room?: RoomId | undefined;
  readonly fact: Fact;
}

/** Reads facts as they come. Nothing keeps them all unless a trace asks. */
export interface Fold<Result> {
  fact(fact: StampedFact): void;
  result(): Result;
}
