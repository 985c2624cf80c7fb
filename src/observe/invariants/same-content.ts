/**
 * An event id protects all of an event but what redaction takes away; that is in the content hash (Matrix server-server API,
 * "Calculating the content hash for an event"). So an event that some server has redacted for its hash, although it was made
 * intact, was changed on its way, and two servers mean different contents by one event id.
 */
import type { StampedFact } from '../../facts/index.js';
import type { EventLabel, NodeName } from '../../names.js';
import type { Invariant } from './invariant.js';

export class SameContent implements Invariant {
  readonly name = 'servers name the same content for an event id';
  /** The server that made each event, whose own copy is intact. */
  readonly #makers = new Map<EventLabel, NodeName | undefined>();

  check({ node, fact }: StampedFact): string | undefined {
    if (fact.kind === 'event_created') this.#makers.set(fact.event, node);
    if (fact.kind !== 'event_redacted' || !this.#makers.has(fact.event)) return undefined;
    return `${fact.event} is redacted at ${node} and intact at ${this.#makers.get(fact.event)}`;
  }
}
