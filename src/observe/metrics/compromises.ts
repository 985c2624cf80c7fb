/**
 * What somebody reads who copies all that a device holds at a time that the scenario names: its current group state, those that it
 * keeps, and those that its own commits lead to, with their unused message keys. The thief sees all events of the room, and does
 * nothing in it; Welcomes, which are not among those, it does not see.
 *
 * What was sent before and the copy opens is what is missing of forward secrecy. What is sent after is open to it until the group
 * heals: it follows every commit of others, whose path is sealed to keys that it has, but not one by the device itself, or with an
 * Update of its, which gives it new ones, nor its removal, also where the same commit adds it again (RFC 9420 §7.4-§7.6, §16.6). That
 * holds on each branch of commits for itself, so a commit on a losing branch heals nobody on the winning one (H47).
 */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { DeviceId, MlsLabel } from '../../names.js';
import { isCommitType } from '../../room/msc4256/names.js';
import { chain } from '../commit-events.js';
import type { Commit } from '../commit-tree.js';
import { type Distribution, inMilliseconds, Samples } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';
import type { OpenableMessages, StolenStates } from './openable-messages.js';

export interface Compromise {
  readonly device: DeviceId;
  readonly at_ms: number;
  readonly messages_before: number;
  readonly messages_after: number;
  /**
   * The first commit on the final chain that the copy does not lead past. Null: it leads to the end of that chain; or, with a
   * `healing_ms` of 0, nowhere on it.
   */
  readonly healed_by: MlsLabel | null;
  /** From the compromise until that commit was published. Null: never. */
  readonly healing_ms: number | null;
}

export type CompromiseMetrics = {
  readonly compromises: readonly Compromise[];
  readonly compromise: {
    readonly count: number;
    readonly messages_before: number;
    readonly messages_after: number;
    readonly unhealed: number;
    readonly healing_ms: Distribution;
  };
};

interface Theft {
  readonly device: DeviceId;
  readonly at: number;
  readonly stolen: StolenStates;
}

export class CompromisesFold implements Fold<CompromiseMetrics> {
  readonly #history: RoomHistory;
  readonly #openable: OpenableMessages;
  readonly #thefts: Theft[] = [];
  /** When a commit was published, by its bytes. */
  readonly #publishedAt = new Map<string, number>();

  /** @param openable is given each fact before this fold is */
  constructor(history: RoomHistory, openable: OpenableMessages) {
    this.#history = history;
    this.#openable = openable;
  }

  fact({ at, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'device_compromised':
        this.#thefts.push({ device: fact.node, at, stolen: this.#openable.steal(this.#history.numbers.of(fact.node)) });
        return;
      case 'event_received': {
        const bytes = isCommitType(fact.type) && fact.outcome !== 'rejected' ? this.#history.events.get(fact.event)?.bytes : undefined;
        if (bytes !== undefined && !this.#publishedAt.has(bytes)) this.#publishedAt.set(bytes, at);
        return;
      }
    }
  }

  result(): CompromiseMetrics {
    const healings = new Samples();
    let [before, after] = [0, 0];
    const compromises = this.#thefts.map(({ device, at, stolen }): Compromise => {
      const { by, length } = this.#healing(at, this.#openable.knownTo(stolen));
      const messages_after = this.#openable.openedSince(stolen);
      before += stolen.before;
      after += messages_after;
      if (length !== undefined) healings.add(length);
      return {
        device,
        at_ms: at / 1_000,
        messages_before: stolen.before,
        messages_after,
        healed_by: by?.label ?? null,
        healing_ms: length === undefined ? null : length / 1_000,
      };
    });
    return {
      compromises,
      compromise: {
        count: compromises.length,
        messages_before: before,
        messages_after: after,
        unhealed: compromises.length - healings.count,
        healing_ms: inMilliseconds(healings),
      },
    };
  }

  /** By which commit, and after how many µs; neither: never. */
  #healing(at: number, known: ReadonlySet<Commit>): { readonly by?: Commit; readonly length?: number } {
    const final = this.#history.end?.final;
    let next: Commit | undefined;
    for (const { bytes } of chain(final && this.#history.events.get(final))) {
      const state = this.#history.tree.find(bytes);
      // What no group state leads to nobody follows (H40), so it renews nothing.
      if (state !== undefined && state.parent === undefined && !known.has(state)) continue;
      if (state === undefined || !known.has(state)) next = state;
      else if (next === undefined) return {};
      else return { by: next, length: Math.max(0, (this.#publishedAt.get(next.label) ?? at) - at) };
    }
    return { length: 0 };
  }
}
