/** A group state of this engine: what the interface shows, read from the ts-mls state that it wraps. */
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { type DeviceId, roomId } from '../../names.js';
import type { GroupState, HeldProposal } from '../engine.js';
import { toHex } from './bytes.js';
import { deviceOf } from './credentials.js';
import type { ShownEpoch } from './epoch-view.js';
import { Refusal } from './failure.js';
import { readEncryptedState } from './group-parameters.js';
import type { MemberState } from './member-state.js';
import { type Sharing, unshared } from './sharing.js';

export interface RealGroupState extends GroupState {
  readonly mls: MemberState;
}

/** Throws a Refusal if the group lacks valid encrypted state, or does not require that its members support it, or a member a credential that we can read. */
export const groupState = (mls: MemberState, self: DeviceId, sharing: Sharing = unshared): RealGroupState => ({
  ...sharing.shown(mls.keySchedule, () => shownEpoch(mls)),
  self,
  proposals: [],
  mls,
});

function shownEpoch({ groupContext, ratchetTree, keySchedule }: MemberState): ShownEpoch {
  const encryptedState = readEncryptedState(groupContext.extensions);
  if (encryptedState === undefined) throw new Refusal('cannot_open', 'the group has no valid encrypted state');
  return {
    epoch: Number(groupContext.epoch),
    groupId: roomId(new TextDecoder().decode(groupContext.groupId)),
    roster: members(ratchetTree).map(([device]) => device),
    encryptedState,
    epochAuthenticator: toHex(keySchedule.epochAuthenticator),
  };
}

/** The same epoch with another proposal held. */
export const withProposal = (state: GroupState, mls: MemberState, proposal: HeldProposal): RealGroupState => ({
  ...withMls(state, mls),
  proposals: [...state.proposals, proposal],
});

/** The same epoch after a message was sent or opened, or a commit made: only the secret tree has changed. */
export const withMls = (state: GroupState, mls: MemberState): RealGroupState => ({ ...state, mls });

/** The ts-mls state inside. Throws a TypeError for a state of another engine. */
export function mlsOf(state: GroupState): MemberState {
  if (!('mls' in state)) throw new TypeError('a group state that another engine made');
  // Only `groupState` above makes states with this field.
  return (state as RealGroupState).mls;
}

/** Each member with its leaf index, in leaf order. */
export function members(tree: RatchetTree): readonly (readonly [device: DeviceId, leaf: number])[] {
  return tree.flatMap((node, index) => (node?.nodeType === 'leaf' ? [[memberAt(tree, index / 2), index / 2] as const] : []));
}

/** The device at a leaf. Throws a Refusal if the leaf is blank or its credential unreadable. */
export function memberAt(tree: RatchetTree, leaf: number): DeviceId {
  const node = tree[2 * leaf];
  const device = node?.nodeType === 'leaf' ? deviceOf(node.leaf.credential) : undefined;
  if (device === undefined) throw new Refusal('cannot_open', `no member that we can name at leaf ${leaf}`);
  return device;
}
