/** What a device knows of its room without keys: what sync has shown it, and what the commits say in the clear. */
import { type MlsLabel, mlsLabel, type RoomId } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import type { MlsContents } from '../room/msc4256/mls-contents.js';

/** A commit as sync shows it. */
export interface ShownCommit {
  readonly event: RoomEvent;
  /** Equal for equal MLS bytes: the text of the ciphertext. */
  readonly text: string;
  readonly epoch: number;
  readonly data: AuthenticatedData;
  readonly bytes: Uint8Array;
}

/** The commit that an event carries. A server shows only what its rules have found to be one. */
export function shownCommit(contents: MlsContents, event: RoomEvent): ShownCommit | undefined {
  const content = contents.commitContent(event);
  const { ciphertext } = event.pdu.content;
  if ('malformed' in content || typeof ciphertext !== 'string') return undefined;
  const { header, federation, security, mlsBytes } = content;
  return { event, text: ciphertext, epoch: header.epoch, data: { federation, security }, bytes: mlsBytes };
}

/** What facts call the commit. Every commit in a run is carried under a label; one made outside has none. */
export const commitLabel = ({ event }: ShownCommit): MlsLabel => event.carries ?? mlsLabel('unnamed');

/**
 * Where the device's group state stands, as far as the device can tell: it is the one that the current commit leads to; it came
 * by a Welcome that has overtaken the commit that made it, so the server has yet to catch up; or neither, and the device
 * cannot follow (H49).
 */
export type Place = 'on_branch' | 'ahead' | 'off_branch';

export interface RoomView {
  readonly id: RoomId;
  readonly algorithm: string;
  /** The room's current commit, as the server last said. */
  current: ShownCommit | undefined;
  place: Place;
}
