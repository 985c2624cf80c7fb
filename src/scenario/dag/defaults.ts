/** What an event of a DAG file is where it does not say so itself. */
import type { FederationData } from '../../room/msc4256/authenticated-data.js';
import type { MlsContentType } from '../../room/msc4256/mls-framing.js';

/** Lists as an event writes them; absent where it does not. */
export interface WrittenLists {
  readonly powers?: readonly string[] | undefined;
  readonly servers?: readonly string[] | undefined;
  readonly can_propose?: readonly string[] | undefined;
}

/**
 * An event's own lists, or those of the commit that it cites. Who may propose are the servers, where the event names some, or
 * where it cites no commit.
 */
export function inheritedLists(written: WrittenLists, cited: FederationData | undefined): FederationData {
  const servers = written.servers ?? cited?.servers ?? [];
  const canPropose = written.can_propose ?? (written.servers === undefined ? cited?.canPropose : undefined) ?? servers;
  return { powers: written.powers ?? cited?.powers ?? [], servers, canPropose };
}

/** The MLS content type of a kind of event. */
export const contentTypeOf = (kind: 'commit' | 'pending' | 'message'): MlsContentType => (kind === 'message' ? 'application' : 'commit');

/** The room is on the server of its first create event; also the MLS group id (auth rule 7). */
export const roomOn = (server: string): string => `!room:${server}`;
