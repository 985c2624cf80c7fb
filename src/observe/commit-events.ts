/**
 * Commits as servers see them: events that carry MLS bytes and cite an earlier commit event. Two events with the same bytes
 * are one commit. The chain of a commit event is it and the commits of its auth chain.
 */
import type { StampedFact } from '../facts/index.js';
import type { Epoch, EventLabel, MlsLabel, ServerName } from '../names.js';
import { isCommitType, isPendingCommitType } from '../room/msc4256/names.js';

export interface CommitEvent {
  readonly label: EventLabel;
  /** Whose MLS bytes it carries; the event's own name where nothing told, so that it equals no other. */
  readonly bytes: MlsLabel | EventLabel;
  /** An `m.mls.pending_commit`. */
  readonly pending: boolean;
  /** In the header of the bytes: the epoch that the commit ends. */
  readonly epoch: Epoch;
  /** The commit event that it cites. */
  readonly auth: CommitEvent | undefined;
  /** The server that made the event. */
  readonly origin: ServerName;
  /** What the commit itself says is `federation.powers` from here on. */
  readonly powers: readonly ServerName[];
  /** The same of `federation.servers`. */
  readonly servers: readonly ServerName[];
}

export class CommitEvents {
  readonly #events = new Map<string, CommitEvent>();

  fact({ node, fact }: StampedFact): void {
    if (fact.kind !== 'event_created' || !(isCommitType(fact.type) || isPendingCommitType(fact.type))) return;
    this.#events.set(fact.event, {
      label: fact.event,
      bytes: fact.carries ?? fact.event,
      pending: isPendingCommitType(fact.type),
      epoch: fact.epoch ?? 0,
      auth: fact.auth_commit === undefined ? undefined : this.#events.get(fact.auth_commit),
      origin: node as ServerName, // Only servers make events.
      powers: fact.powers ?? [],
      servers: fact.servers ?? [],
    });
  }

  get(label: EventLabel): CommitEvent | undefined {
    return this.#events.get(label);
  }
}

/** The place of the event's origin in the powers of the commit that it cites; undefined outside of them, and without such a commit. */
export function powerIndex({ origin, auth }: CommitEvent): number | undefined {
  const index = auth?.powers.indexOf(origin) ?? -1;
  return index < 0 ? undefined : index;
}

/** The event and the commits of its auth chain, from the last to the first. */
export function* chain(event: CommitEvent | undefined): Generator<CommitEvent> {
  for (let at = event; at !== undefined; at = at.auth) yield at;
}

/** Whether the bytes of `event` are on the chain of `tip`. */
export function isOnChain(event: CommitEvent, tip: CommitEvent): boolean {
  // An accepted commit's epoch is one more than that of the commit that it cites (auth rule 9.3).
  let at: CommitEvent | undefined = tip;
  while (at !== undefined && at.epoch > event.epoch) at = at.auth;
  return at?.bytes === event.bytes;
}

/** The last commit, by its bytes, on the chains of both; as it stands on the chain of `a`. */
export function lastCommonCommit(a: CommitEvent, b: CommitEvent): CommitEvent | undefined {
  let left: CommitEvent | undefined = a;
  let right: CommitEvent | undefined = b;
  while (left !== undefined && right !== undefined && left.bytes !== right.bytes) {
    const ahead: Epoch = left.epoch - right.epoch;
    if (ahead >= 0) left = left.auth;
    if (ahead <= 0) right = right.auth;
  }
  return right === undefined ? undefined : left;
}
