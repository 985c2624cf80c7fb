/**
 * What must hold in every run, as far as facts tell; where it does not, the simulator is wrong. (That equal state sets resolve
 * equally, and that servers name the same content for an event id, no fact tells.)
 */
import type { StampedFact } from '../facts/index.js';
import type { DeviceId, EventLabel } from '../names.js';
import { COMMIT_TYPE } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';
import { ancestorAt, type Commit } from './commit-tree.js';
import type { Metrics } from './metrics.js';
import { OutcomeCounts } from './outcome-counts.js';
import type { RoomHistory } from './room-history.js';

export interface Violation {
  readonly invariant: string;
  readonly at_ms: number;
  readonly detail: string;
}

/** A wrong simulator may be wrong at every step; more of the same say no more. */
const VIOLATIONS_MAX = 100;

export class Invariants {
  readonly #history: RoomHistory;
  readonly #mayGraft: boolean;
  readonly #outcomes = new OutcomeCounts();
  readonly #violations: Violation[] = [];
  readonly #outsidePowers = new Set<EventLabel>();
  /** The last group state of each device. */
  readonly #states: (Commit | undefined)[] = [];
  #lastAt = 0;

  /** @param history is given each fact before these are. */
  constructor(history: RoomHistory, rules: Pick<Reading, 'commit_parent'>) {
    this.#history = history;
    this.#mayGraft = rules.commit_parent === 'number';
  }

  fact(stamped: StampedFact): void {
    const { at, node, fact } = stamped;
    this.#lastAt = at;
    this.#outcomes.fact(stamped);
    switch (fact.kind) {
      case 'event_received':
        if (fact.type === COMMIT_TYPE && (fact.outcome !== 'rejected' || fact.check !== 4)) this.#checkPowers(at, fact.event);
        return;
      case 'state_entered': {
        const device = this.#history.numbers.of(node as DeviceId); // Only devices state the facts of a group.
        const state = this.#history.tree.named(fact.state);
        if (fact.via === 'commit') this.#checkSiblings(at, node as DeviceId, this.#states[device], state);
        this.#states[device] = state;
        return;
      }
      case 'current_commit_changed':
        if (fact.graft && !this.#mayGraft) this.#violated('no graft where commit_parent is event or content', at, `${node} to ${fact.to}`);
        return;
    }
  }

  result(metrics: Metrics): readonly Violation[] {
    for (const detail of this.#outcomes.disagreements(metrics)) this.#violated('outcomes add up', this.#lastAt, detail);
    return this.#violations;
  }

  /** A commit that passed check 4 comes from a power of the commit that it cites (auth rule 9.7). */
  #checkPowers(at: number, label: EventLabel): void {
    const event = this.#history.events.get(label);
    if (event === undefined || event.epoch === 0 || event.powerIndex !== undefined || this.#outsidePowers.has(label)) return;
    this.#outsidePowers.add(label);
    this.#violated('a commit accepted at check 4 comes from a power', at, `${label}, epoch ${event.epoch}`);
  }

  /** A device that has gone past a state processes no other commit from there, unless it went back (RFC 9420 §14). */
  #checkSiblings(at: number, device: DeviceId, before: Commit | undefined, entered: Commit): void {
    const parent = entered.parent;
    if (before === undefined || parent === undefined || before === parent) return;
    const sibling = ancestorAt(before, entered.depth);
    if (sibling === undefined || sibling === entered || sibling.parent !== parent) return;
    const detail = `${device} applied ${sibling.label} and then ${entered.label}, both of ${parent.label}`;
    this.#violated('no device applies two children of one state without a rollback', at, detail);
  }

  #violated(invariant: string, at: number, detail: string): void {
    if (this.#violations.length < VIOLATIONS_MAX) this.#violations.push({ invariant, at_ms: at / 1_000, detail });
  }
}
