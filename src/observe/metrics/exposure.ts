/** What `security.window` costs: group states that devices keep after they stopped being current. */
import type { Fold, StampedFact } from '../../facts/index.js';

export type ExposureMetrics = { readonly retained_state_seconds: number };

const MICROSECONDS_PER_SECOND = 1_000_000;

export class ExposureFold implements Fold<ExposureMetrics> {
  /** When each state that is being kept stopped being current, by device and state. */
  readonly #retainedAt = new Map<string, number>();
  #retained = 0;
  #lastAt = 0;

  fact({ at, node, fact }: StampedFact): void {
    this.#lastAt = at;
    switch (fact.kind) {
      case 'state_retained':
        this.#retainedAt.set(`${node} ${fact.state}`, at);
        return;
      // Either way it is no longer kept beside the current one: gone, or current again.
      case 'state_deleted':
      case 'state_entered': {
        const name = `${node} ${fact.state}`;
        const since = this.#retainedAt.get(name);
        if (since === undefined) return;
        this.#retained += counted(since, at);
        this.#retainedAt.delete(name);
        return;
      }
    }
  }

  result(): ExposureMetrics {
    let retained = this.#retained;
    for (const since of this.#retainedAt.values()) retained += counted(since, this.#lastAt);
    return { retained_state_seconds: retained / MICROSECONDS_PER_SECOND };
  }
}

/** The part of a stretch of time that lies after time zero, in µs. */
const counted = (from: number, to: number): number => Math.max(0, to) - Math.max(0, from);
