/** What must hold in every run, one invariant a file in `invariants/`; where one does not, the simulator is wrong. */
import type { StampedFact } from '../facts/index.js';
import type { Reading } from '../room/msc4256/reading.js';
import { CommitsFromPowers } from './invariants/commits-from-powers.js';
import { EqualResolutions } from './invariants/equal-resolutions.js';
import type { Invariant } from './invariants/invariant.js';
import { KeyPackagesUsedOnce } from './invariants/key-packages-used-once.js';
import { NoGrafts } from './invariants/no-grafts.js';
import { NoSiblingsApplied } from './invariants/no-siblings-applied.js';
import { ReadersOnRoster } from './invariants/readers-on-roster.js';
import { SameContent } from './invariants/same-content.js';
import type { RoomMetrics } from './metrics.js';
import { OutcomeCounts } from './outcome-counts.js';
import type { Decryption, RoomHistory } from './room-history.js';

export interface Violation {
  readonly invariant: string;
  readonly at_ms: number;
  readonly detail: string;
}

/** A wrong simulator may be wrong at every step; more of the same say no more. */
const VIOLATIONS_MAX = 100;

export class Invariants {
  readonly #invariants: readonly Invariant[];
  readonly #readers: ReadersOnRoster;
  /** Devices have their key packages for all their rooms. */
  readonly #keyPackages = new KeyPackagesUsedOnce();
  readonly #outcomes = new OutcomeCounts();
  readonly #violations: Violation[] = [];
  #lastAt = 0;

  /** @param history is given each fact before these are. */
  constructor(history: RoomHistory, rules: Pick<Reading, 'commit_parent'>) {
    this.#readers = new ReadersOnRoster(history.numbers);
    this.#invariants = [
      new CommitsFromPowers(history.events),
      new NoSiblingsApplied(history.tree),
      ...(rules.commit_parent === 'number' ? [] : [new NoGrafts()]),
      new EqualResolutions(),
      new SameContent(),
    ];
  }

  fact(stamped: StampedFact): void {
    this.#lastAt = stamped.at;
    this.#outcomes.fact(stamped);
    for (const invariant of this.#invariants) this.#check(invariant, stamped);
  }

  /** Of any room. */
  anywhere(stamped: StampedFact): void {
    this.#check(this.#keyPackages, stamped);
  }

  /** The same for a message that a device has decrypted, which one invariant is about. */
  decrypted(decryption: Decryption): void {
    this.#lastAt = decryption.at;
    this.#outcomes.decrypted(decryption);
    const detail = this.#readers.check(decryption);
    if (detail !== undefined) this.#violated(this.#readers.name, decryption.at, detail);
  }

  /** Once, after the last fact. */
  result(metrics: RoomMetrics): readonly Violation[] {
    for (const detail of this.#outcomes.disagreements(metrics)) this.#violated('outcomes add up', this.#lastAt, detail);
    return this.#violations;
  }

  #check(invariant: Invariant, stamped: StampedFact): void {
    const detail = invariant.check(stamped);
    if (detail !== undefined) this.#violated(invariant.name, stamped.at, detail);
  }

  #violated(invariant: string, at: number, detail: string): void {
    if (this.#violations.length < VIOLATIONS_MAX) this.#violations.push({ invariant, at_ms: at / 1_000, detail });
  }
}
