/**
 * What several folds need to know of a room's story, folded once: which commits there are, which events carry them, where
 * each device stands, and how it ended. Facts from before time zero are part of it; they count in no metric.
 */
import type { Fact, StampedFact } from '../facts/index.js';
import type { DeviceId } from '../names.js';
import { CommitEvents } from './commit-events.js';
import { type Commit, CommitTree } from './commit-tree.js';
import { DevicePositions } from './device-positions.js';
import { DeviceNumbers } from './device-set.js';

/** A message that a device has decrypted, with what the fact names looked up: folds share that, as there are so many. */
export interface Decryption {
  readonly at: number;
  readonly device: number;
  /** The state that opened it. */
  readonly state: Commit;
  readonly fact: Extract<Fact, { kind: 'message_decrypted' }>;
}

/** How a run ended, and when, in microseconds since time zero. */
export type RunEnd = Omit<Extract<Fact, { kind: 'run_ended' }>, 'kind'> & { readonly at: number };

export class RoomHistory {
  readonly numbers = new DeviceNumbers();
  readonly tree = new CommitTree(this.numbers);
  readonly events = new CommitEvents();
  readonly positions = new DevicePositions(this.tree, this.numbers);
  #end: RunEnd | undefined;

  fact(stamped: StampedFact): void {
    this.tree.fact(stamped);
    this.events.fact(stamped);
    this.positions.fact(stamped);
    if (stamped.fact.kind === 'run_ended') this.#end = { ...stamped.fact, at: stamped.at };
  }

  decryption({ at, node }: StampedFact, fact: Decryption['fact']): Decryption {
    return { at, device: this.numbers.of(node as DeviceId), state: this.tree.named(fact.state), fact }; // Only devices state this.
  }

  /** Undefined until the run has ended. */
  get end(): RunEnd | undefined {
    return this.#end;
  }
}
