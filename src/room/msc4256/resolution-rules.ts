/**
 * What state resolution asks of a room version, as MSC4256 answers it ("State resolution"): the power order by the index in
 * `federation.powers`, the auth rules, and what a graft is (H12).
 */
import type { AuthGraph } from '../auth-graph.js';
import type { RoomEvent } from '../event.js';
import type { RoomState } from '../room-version.js';
import type { ResolutionRules } from '../state-resolution.js';
import { citedCommit, isCommit, isCreate, isStateEvent } from './auth-rule.js';
import { sameMlsBytes } from './commit-content.js';
import type { MlsContents } from './mls-contents.js';
import type { RoomNames } from './names.js';
import { powerIndex } from './power-order.js';
import type { Reading } from './reading.js';

/** What the answers are looked up in, and how an event is authorised. */
export interface ResolutionTables extends Pick<ResolutionRules, 'state' | 'authorise'> {
  readonly authGraph: AuthGraph;
  readonly contents: MlsContents;
  readonly names: RoomNames;
}

/** @param rejected did the server that resolves reject the event (H17)? */
export const resolutionRules = (
  reading: Reading,
  { authGraph, contents, names, state, authorise }: ResolutionTables,
  rejected: (event: RoomEvent) => boolean,
): ResolutionRules => ({
  algorithm: reading.state_resolution,
  authGraph,
  keyOf: (event) => keyOf(event, names),
  state,
  authorise,
  powerOf: (event, authEvents) => powerIndex(event, authEvents, reading.power_list, names, contents.commitContent),
  isLink: (event) => isCommit(event, names),
  parentOf: (authEvents) => citedCommit(authEvents, names),
  isSameLink: sameMlsBytes,
  isExcluded: (event) => reading.rejected_events === 'stay_out' && rejected(event),
  isRejected: rejected,
});

/** The key of the state at which an event stands; undefined if it is no state event. */
export function keyOf(event: RoomEvent, names: RoomNames): keyof RoomState | undefined {
  if (!isStateEvent(event)) return undefined;
  if (isCreate(event)) return 'create';
  return isCommit(event, names) ? 'commit' : undefined;
}
