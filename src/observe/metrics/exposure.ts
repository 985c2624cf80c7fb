/** What somebody can read who gets hold of a device: group states that it keeps after they stopped being current, and the rest. */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { Reading } from '../../room/msc4256/reading.js';
import type { Decryption, RoomHistory } from '../room-history.js';
import { type CompromiseMetrics, CompromisesFold } from './compromises.js';
import { MessagesAtRisk } from './messages-at-risk.js';
import { OpenableMessages } from './openable-messages.js';

export type ExposureMetrics = { readonly retained_state_seconds: number; readonly messages_at_risk: number } & CompromiseMetrics;

const MICROSECONDS_PER_SECOND = 1_000_000;

export class ExposureFold implements Fold<ExposureMetrics> {
  /** When each state that is being kept stopped being current, by device and state. */
  readonly #retainedAt = new Map<string, number>();
  readonly #openable: OpenableMessages;
  readonly #atRisk: MessagesAtRisk;
  readonly #compromises: CompromisesFold;
  #retained = 0;
  #lastAt = 0;

  /** @param duration of the workload, in µs */
  constructor(history: RoomHistory, duration: number, rules: Pick<Reading, 'author_state'>) {
    this.#openable = new OpenableMessages(history, rules);
    this.#atRisk = new MessagesAtRisk(this.#openable, duration);
    this.#compromises = new CompromisesFold(history, this.#openable);
  }

  fact(stamped: StampedFact): void {
    this.#atRisk.lookUntil(stamped.at);
    this.#openable.fact(stamped);
    this.#compromises.fact(stamped);
    const { at, node, fact } = stamped;
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

  /** The same for a message that a device has decrypted. */
  decrypted(decryption: Decryption): void {
    this.#lastAt = decryption.at;
    this.#atRisk.lookUntil(decryption.at);
    this.#openable.decrypted(decryption);
  }

  result(): ExposureMetrics {
    let retained = this.#retained;
    for (const since of this.#retainedAt.values()) retained += counted(since, this.#lastAt);
    return {
      retained_state_seconds: retained / MICROSECONDS_PER_SECOND,
      messages_at_risk: this.#atRisk.result(),
      ...this.#compromises.result(),
    };
  }
}

/** The part of a stretch of time that lies after time zero, in µs. */
const counted = (from: number, to: number): number => Math.max(0, to) - Math.max(0, from);
