/**
 * What is the same for all members in one epoch, and no secret among them: the group context and the ratchet tree (RFC 9420 §8.1).
 * Whoever applies one commit to one context comes to the same next one.
 */
import type { DeviceId, Epoch, RoomId } from '../../names.js';
import { encodeUtf8 } from '../../room/canonical-json.js';
import type { EncodedState } from './encoded-state.js';
import type { Changes, Proposal, Proposals } from './proposals.js';
import { type Leaf, members, type RatchetTree, withPath, withProposals } from './ratchet-tree.js';
import type { PathSecret, PublicKey, Sealed } from './secrets.js';
import { toText } from './wire.js';

/** The content of a commit (RFC 9420 §12.4). Every commit here has a path. */
export interface Commit {
  /** Tells it from every other: what the transcript hash would make of it. */
  readonly name: string;
  /** The author's leaf. */
  readonly author: number;
  /** What it proposes by value. */
  readonly own: Proposals;
  /** The proposals of others that it takes up. */
  readonly references: readonly Proposal[];
  /** What both lead to. */
  readonly all: Changes;
  readonly path: UpdatePath;
}

export interface UpdatePath {
  readonly leaf: Leaf;
  /** The filtered direct path, upwards. */
  readonly nodes: readonly UpdatePathNode[];
}

export interface UpdatePathNode {
  readonly node: number;
  readonly publicKey: PublicKey;
  /** The node's path secret, for the keys of those below the other child, by their nodes. */
  readonly sealed: ReadonlyMap<number, Sealed<PathSecret>>;
}

export class PublicGroup {
  /** Of the group id, one character a byte. */
  readonly groupIdText: string;
  readonly roster: readonly DeviceId[];
  readonly #leaves: ReadonlyMap<DeviceId, number>;

  constructor(
    readonly groupId: RoomId,
    readonly epoch: Epoch,
    /** Tells the context from every other, as its hashes would: as many bytes, as hex. */
    readonly name: string,
    readonly tree: RatchetTree,
    readonly encryptedState: EncodedState,
  ) {
    this.groupIdText = toText(encodeUtf8(groupId));
    this.#leaves = new Map(members(tree));
    this.roster = [...this.#leaves.keys()];
  }

  /** The leaf of a member. */
  leafOf(device: DeviceId): number | undefined {
    return this.#leaves.get(device);
  }

  /** That of the next epoch, which a commit leads to. */
  after({ author, path, all, name }: Commit): PublicGroup {
    const tree = withPath(
      withProposals(this.tree, all).tree,
      author,
      path.leaf,
      path.nodes.map(({ node, publicKey }) => [node, publicKey]),
    );
    return new PublicGroup(this.groupId, this.epoch + 1, name, tree, all.encryptedState ?? this.encryptedState);
  }
}
