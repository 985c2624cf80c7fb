/**
 * Proposals that one member sends for another to commit (RFC 9420 §12.1), and those of a commit's author. A state holds those of
 * its epoch until a commit.
 */
import type { HeldProposal } from '../engine.js';
import type { EncodedState } from './encoded-state.js';
import type { KeyPackage } from './key-package.js';
import type { Leaf, Updated } from './ratchet-tree.js';
import type { PrivateKey } from './secrets.js';

export type ProposalContent =
  | { readonly kind: 'update'; readonly node: Leaf }
  | { readonly kind: 'add'; readonly keyPackage: KeyPackage }
  | { readonly kind: 'remove'; readonly leaf: number }
  | { readonly kind: 'encrypted_state'; readonly encryptedState: EncodedState };

/** An object of this type stands for one proposal that was sent: commits refer to it by its identity. */
export type Proposal = ProposalContent & {
  /** The sender's leaf. */
  readonly sender: number;
  readonly shown: HeldProposal;
};

/** What a commit proposes by value. */
export interface Proposals {
  readonly encryptedState: EncodedState | undefined;
  /** The leaves of those removed. */
  readonly removed: readonly number[];
  readonly added: readonly KeyPackage[];
}

/** All that the proposals of a commit lead to, whoever made them. */
export interface Changes extends Proposals {
  readonly updated: readonly Updated[];
}

/** The proposals of an epoch that a state holds. */
export interface HeldProposals {
  /** In the order in which they came. */
  readonly all: readonly Proposal[];
  /** The private keys of the leaves that its member has proposed in Updates. One of them is needed if a commit takes its proposal up. */
  readonly updateKeys: ReadonlyMap<Proposal, PrivateKey>;
}

export const NO_PROPOSALS: HeldProposals = { all: [], updateKeys: new Map() };

export const holding = ({ all, updateKeys }: HeldProposals, proposal: Proposal, updateKey?: PrivateKey): HeldProposals => ({
  all: [...all, proposal],
  updateKeys: updateKey === undefined ? updateKeys : new Map([...updateKeys, [proposal, updateKey]]),
});

/** What a commit of these proposals leads to: those by reference come before those by value. */
export const changes = (references: readonly Proposal[], own: Proposals): Changes => ({
  encryptedState: references.find((each) => each.kind === 'encrypted_state')?.encryptedState ?? own.encryptedState,
  updated: references.flatMap((each) => (each.kind === 'update' ? [{ leaf: each.sender, node: each.node }] : [])),
  removed: [...references.flatMap((each) => (each.kind === 'remove' ? [each.leaf] : [])), ...own.removed],
  added: [...references.flatMap((each) => (each.kind === 'add' ? [each.keyPackage] : [])), ...own.added],
});
