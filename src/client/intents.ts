/** What a user wants of a device. */

import type { EncryptedState } from '../mls/engine.js';
import type { DeviceId, RoomId, ServerName, UserId } from '../names.js';
import type { SecurityData, VerificationLevel } from '../room/msc4256/authenticated-data.js';

/** How the group is to change. One kind a commit. */
export type Change =
  | { readonly kind: 'update' }
  /** `readd`: removed, as far as they are in the group, and added by the same commit. */
  | { readonly kind: 'add' | 'remove' | 'readd'; readonly devices: readonly DeviceId[] }
  | { readonly kind: 'powers' | 'servers' | 'can_propose'; readonly servers: readonly ServerName[] }
  /** What is absent stays as it is. */
  | { readonly kind: 'security'; readonly security: SecurityData }
  /** Encrypted state events to set, by type and state key; the others stay. */
  | { readonly kind: 'state'; readonly state: EncryptedState }
  /** A commit whose header and authenticated data are right, and whose body nobody can open (H40). */
  | { readonly kind: 'garbage' };

/** A room that is to take the place of the one that a device is in. What is not said is as the device sees it there. */
export interface UpgradePlan {
  readonly id: RoomId;
  readonly powers: readonly ServerName[] | undefined;
  /** Who is to be in its group; undefined: who is in the device's group. `except`: but these. */
  readonly members: readonly DeviceId[] | undefined;
  readonly except: readonly DeviceId[];
}

/** What a new room is to be. */
export interface RoomPlan {
  readonly id: RoomId;
  /** `m.mls.v1.…` */
  readonly algorithm: string;
  readonly powers: readonly ServerName[];
  readonly servers: readonly ServerName[];
  readonly canPropose: readonly ServerName[];
  readonly security: SecurityData;
  /** Who is in the group from the first commit on, beside the creator's device. */
  readonly members: readonly DeviceId[];
}

/** What is wanted of the room that the device's user is in, which upgrades change. */
export type RoomCommand = Extract<DeviceCommand, { kind: 'send' | 'change' | 'change_first' | 'leave' | 'upgrade' }>;

export type DeviceCommand =
  /** The device comes into being: it makes its keys and uploads them. */
  | { readonly kind: 'start' }
  | { readonly kind: 'create_room'; readonly plan: RoomPlan }
  | { readonly kind: 'upgrade'; readonly plan: UpgradePlan }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'change'; readonly change: Change }
  /** From here on the device's user has verified others so far; `others`: everybody else, as before if absent. */
  | { readonly kind: 'verified'; readonly levels: ReadonlyMap<UserId, VerificationLevel>; readonly others: VerificationLevel | undefined }
  /** The device's user leaves the room. */
  | { readonly kind: 'leave' }
  /** Adds the first candidate that is not in the group, or removes or adds again the first one that is, the device itself apart. */
  | { readonly kind: 'change_first'; readonly change: 'add' | 'remove' | 'readd'; readonly candidates: readonly DeviceId[] }
  /** Adds a device again that has lost the room, in the scenario's own room, wherever this one is by now. */
  | { readonly kind: 'readd'; readonly device: DeviceId }
  /** Somebody whom the device was to add again can do without. */
  | { readonly kind: 'never_mind'; readonly device: DeviceId };
