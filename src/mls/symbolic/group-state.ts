/** A group state of this engine: what the interface shows, and what the member knows in this epoch. */
import type { DeviceId, Epoch, RoomId } from '../../names.js';
import type { EncryptedState, GroupState, HeldProposal } from '../engine.js';
import type { Epochs } from './epochs.js';
import { type HeldProposals, NO_PROPOSALS } from './proposals.js';
import type { PublicGroup } from './public-group.js';
import type { EpochSecrets, EpochStart, PrivateKey } from './secrets.js';
import type { SenderRatchets } from './sender-ratchets.js';

/** A private key of a node in the ratchet tree, by node index. A member holds about as many as its leaf has nodes above it. */
export type NodeKey = readonly [node: number, key: PrivateKey];

/** What a member knows, but for the message keys, which change with every message. */
export interface Knowledge {
  readonly self: DeviceId;
  readonly leaf: number;
  readonly group: PublicGroup;
  readonly secrets: EpochSecrets;
  /** Of its leaf, and of nodes above it, by node index. */
  readonly privateKeys: Iterable<NodeKey>;
}

export class SymbolicGroupState implements GroupState {
  constructor(
    readonly knowledge: Knowledge,
    readonly ratchets: SenderRatchets,
    /** Those of this epoch, for its next commit. */
    readonly held: HeldProposals = NO_PROPOSALS,
  ) {}

  get epoch(): Epoch {
    return this.knowledge.group.epoch;
  }

  get groupId(): RoomId {
    return this.knowledge.group.groupId;
  }

  get self(): DeviceId {
    return this.knowledge.self;
  }

  get roster(): readonly DeviceId[] {
    return this.knowledge.group.roster;
  }

  get encryptedState(): EncryptedState {
    return this.knowledge.group.encryptedState.state;
  }

  get proposals(): readonly HeldProposal[] {
    return this.held.all.map(({ shown }) => shown);
  }

  get epochAuthenticator(): string {
    return this.knowledge.group.name;
  }
}

/** A member's state at the start of an epoch. */
export function memberState(known: Omit<Knowledge, 'secrets'>, { secrets, encryption }: EpochStart, epochs: Epochs): SymbolicGroupState {
  const { self, leaf, group, privateKeys } = known;
  return new SymbolicGroupState({ self, leaf, group, secrets, privateKeys }, epochs.ratchets(encryption));
}

/** Throws a TypeError for a state of another engine. */
export function symbolic(state: GroupState): SymbolicGroupState {
  if (!(state instanceof SymbolicGroupState)) throw new TypeError('a group state that another engine made');
  return state;
}

/**
 * A member's private keys in a new tree: the old ones with the new ones in their place, without those of nodes that are blank
 * now, which must be deleted (RFC 9420 §9.2).
 */
export function keysIn({ tree }: PublicGroup, old: Iterable<NodeKey>, more: Iterable<NodeKey>): readonly NodeKey[] {
  const keys: NodeKey[] = [];
  for (const each of more) if (tree[each[0]] !== undefined) keys.push(each);
  const renewed = keys.length;
  for (const each of old) if (tree[each[0]] !== undefined && !has(keys, renewed, each[0])) keys.push(each);
  return keys;
}

/** Whether one of the first `count` is that of the node. */
function has(keys: readonly NodeKey[], count: number, node: number): boolean {
  for (let at = 0; at < count; at++) if (keys[at]?.[0] === node) return true;
  return false;
}
