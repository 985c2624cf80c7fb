/**
 * What is the same for all members in one epoch, and no secret among them: the group context and the ratchet tree (RFC 9420 §8.1).
 * An object of this class stands for one group context. Whoever applies one commit to one context comes to the same next one,
 * which is worked out once.
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
  // Weak, so that a commit that somebody may still process keeps no group.
  readonly #next = new WeakMap<Commit, PublicGroup>();

  constructor(
    readonly groupId: RoomId,
    readonly epoch: Epoch,
    /** Tells the context from every other, as its hashes would: 32 bytes, as hex. */
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

  after(commit: Commit): PublicGroup {
    let next = this.#next.get(commit);
    if (next === undefined) {
      const { author, path, all } = commit;
      const tree = withPath(
        withProposals(this.tree, all).tree,
        author,
        path.leaf,
        path.nodes.map(({ node, publicKey }) => [node, publicKey]),
      );
      next = new PublicGroup(this.groupId, this.epoch + 1, commit.name, tree, all.encryptedState ?? this.encryptedState);
      this.#next.set(commit, next);
    }
    return next;
  }
}
