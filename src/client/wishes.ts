/** What a user wishes of the group, and an attempt to carry it out. */
import type { ClaimedKeyPackage } from '../api/client-server.js';
import type { DeviceId } from '../names.js';
import type { Way } from './commit-making.js';
import type { Change } from './intents.js';
import type { OwnCommit } from './own-commits.js';
import type { RoomView } from './room-view.js';

export interface Wish {
  readonly number: number;
  readonly change: Change;
  /** Claimed for the next attempt. A key package is used once, so every attempt claims its own. */
  keyPackages: readonly ClaimedKeyPackage[];
  /** How many times key packages were claimed for it. */
  claims: number;
  /** The key packages that were of no use. */
  readonly useless: Set<string>;
  /** Nobody needs it any more. */
  withdrawn: boolean;
}

export interface Attempt {
  readonly wish: Wish;
  readonly commit: OwnCommit;
  readonly way: Way;
  /** The server has refused it, because the current commit is one that sync has not shown yet. */
  raced: boolean;
}

/** One that lay at the server for long, the last resort, and one made anew: where none of them does, no other will. */
const MAX_USELESS = 3;
/** The rules that refuse a commit where another one came first. */
const RACE_RULES: readonly string[] = ['9.3', '10.1'];

export const newWish = (number: number, change: Change): Wish => ({
  number,
  change,
  keyPackages: [],
  claims: 0,
  useless: new Set(),
  withdrawn: false,
});

export const addsDevices = ({ kind }: Change): boolean => kind === 'add' || kind === 'readd';

/** Whether the wish is to add this device again, and nobody else. */
export const isReaddOf = ({ change }: Wish, device: DeviceId): boolean =>
  change.kind === 'readd' && change.devices.every((each) => each === device);

/** Whether another key package may do where this one was of no use. */
export const mayTryAnother = ({ useless }: Wish, keyId: string): boolean => !useless.has(keyId) && useless.size < MAX_USELESS;

/** Whether a refusal by this rule says that another commit came first. */
export const isRace = (rule: string): boolean => RACE_RULES.includes(rule);

/** Nothing comes of garbage that anybody could apply: when it is current it has done what it can. */
export const isCurrentGarbage = ({ wish, commit }: Attempt, { current }: RoomView): boolean =>
  wish.change.kind === 'garbage' && current?.text === commit.text;
