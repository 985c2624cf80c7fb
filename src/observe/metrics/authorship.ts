/**
 * How far a server can tell who wrote an event: it knows for its own devices; of another server's event it is told only which
 * server that was (MSC4256, "Event format"), which is enough where that server has one user in the room.
 */
import type { StampedFact } from '../../facts/index.js';
import type { EventLabel, MlsLabel, NodeName, ServerName, UserId } from '../../names.js';
import { isPendingCommitType } from '../../room/msc4256/names.js';

/** `own`: its own device wrote it. `single`: it comes from a server with one user in the room. `hidden`: from one with several. */
export type Author = 'own' | 'single' | 'hidden';

interface Origin {
  readonly server: NodeName;
  /** Whether one user alone can have written it. */
  readonly single: boolean;
}

export class Authorship {
  readonly #joined = new Map<NodeName, Set<UserId>>();
  readonly #origins = new Map<EventLabel, Origin>();
  readonly #pending = new Set<MlsLabel>();

  fact({ node, fact }: StampedFact): void {
    if (node === undefined) return;
    switch (fact.kind) {
      case 'user_joined':
        this.#joined.set(node, (this.#joined.get(node) ?? new Set()).add(fact.user));
        return;
      case 'user_left':
        this.#joined.get(node)?.delete(fact.user);
        return;
      case 'event_created':
        // Without MLS bytes it is the create event; with those of a pending commit, a power made it and no user.
        if (fact.carries === undefined || this.#pending.has(fact.carries)) return;
        if (isPendingCommitType(fact.type)) this.#pending.add(fact.carries);
        this.#origins.set(fact.event, { server: node, single: this.#joined.get(node)?.size === 1 });
        return;
    }
  }

  /** Undefined of an event that no user wrote. */
  seenFrom(server: ServerName, event: EventLabel): Author | undefined {
    const origin = this.#origins.get(event);
    if (origin === undefined) return undefined;
    if (origin.server === server) return 'own';
    return origin.single ? 'single' : 'hidden';
  }

  /** How many of its users each server knows to be in the room now. */
  usersByServer(): Readonly<Record<string, number>> {
    const servers = [...this.#joined].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(servers.map(([server, users]) => [server, users.size]));
  }
}
