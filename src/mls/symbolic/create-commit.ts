/** Making a commit (RFC 9420 §12.4.1) without applying it, and the Welcome for those whom it adds (§12.4.3). */
import type { GroupChange } from '../engine.js';
import type { Contents, GroupSecrets } from './contents.js';
import { type Knowledge, keysIn, memberState, type SymbolicGroupState } from './group-state.js';
import { type Commit, encodedState } from './public-group.js';
import { type Leaf, withProposals } from './ratchet-tree.js';
import { Sealed } from './secrets.js';
import type { MessageSizes } from './sizes.js';
import { makePath, secretAbove } from './update-path.js';

/** What a commit proposes. */
export type Proposals = Pick<Commit, 'encryptedState' | 'removed' | 'added'>;

/** Throws a TypeError if the change is not valid in this group (RFC 9420 §12.2). */
export function proposals({ group, leaf: author }: Knowledge, change: GroupChange, contents: Contents): Proposals {
  const { add = [], remove = [], encryptedState } = change;
  const removed = remove.map((device) => group.leafOf(device) ?? invalid(`${device} is not a member of the group`));
  if (new Set(removed).size < removed.length) invalid('a device is removed twice');
  if (removed.includes(author)) invalid('the author of a commit cannot remove itself');
  const added = add.map((bytes) => contents.keyPackage(bytes) ?? invalid('not an encoded key package'));
  const devices = new Set(added.map(({ leaf }) => leaf.device));
  if (devices.size < added.length) invalid('a device is added twice');
  for (const device of devices) {
    const leaf = group.leafOf(device);
    if (leaf !== undefined && !removed.includes(leaf)) invalid(`${device} is already in the group`);
  }
  return { encryptedState: encryptedState && encodedState(encryptedState), removed, added };
}

function invalid(why: string): never {
  throw new TypeError(why);
}

export interface MadeCommit {
  readonly commit: Commit;
  readonly next: SymbolicGroupState;
  /** What the Welcome tells each of those added, by the reference of the key package. */
  readonly secrets: ReadonlyMap<string, Sealed<GroupSecrets>>;
}

/** @param name of the group context that the commit leads to */
export function makeCommit(old: Knowledge, proposed: Proposals, name: string, sizes: MessageSizes): MadeCommit {
  const { leaf: author, self: device } = old;
  const { tree, addedAt } = withProposals(
    old.group.tree,
    proposed.removed,
    proposed.added.map(({ leaf }) => leaf),
  );
  const path = makePath(tree, author, addedAt);
  const size = sizes.leafNode(device, { hasParentHash: path.nodes.length > 0 });
  const leaf: Leaf = { kind: 'leaf', device, publicKey: path.leafKey.publicKey, size };
  const commit: Commit = { ...proposed, name, author, path: { leaf, nodes: path.nodes } };
  const group = old.group.after(commit);
  const joiner = old.secrets.joiner(path.commitSecret);
  const secrets = proposed.added.map(({ reference, initKey }, i) => {
    const pathSecret = secretAbove(addedAt[i] ?? author, path);
    return [reference, new Sealed<GroupSecrets>(initKey, { joiner, pathSecret, group, signer: author })] as const;
  });
  const privateKeys = keysIn(group, old.privateKeys, path.privateKeys);
  return { commit, next: memberState({ ...old, group, secrets: joiner.epoch(group), privateKeys }), secrets: new Map(secrets) };
}
