/** Making a commit (RFC 9420 §12.4.1) without applying it, and the Welcome for those whom it adds (§12.4.3). */
import type { GroupChange } from '../engine.js';
import type { Contents, GroupSecrets } from './contents.js';
import { encodedState } from './encoded-state.js';
import type { Epochs } from './epochs.js';
import { type Knowledge, keysIn, memberState, type SymbolicGroupState } from './group-state.js';
import { invalid, notAMember } from './invalid.js';
import { changes, type Proposal, type Proposals } from './proposals.js';
import type { Commit } from './public-group.js';
import { type Leaf, withProposals } from './ratchet-tree.js';
import { Sealed } from './secrets.js';
import type { MessageSizes } from './sizes.js';
import { takenUp } from './taken-up.js';
import { makePath, secretAbove } from './update-path.js';

/** What a commit is to cover: proposals of its author's, by value, and by reference what goes together with them. */
export type Covered = Pick<Commit, 'own' | 'references' | 'all'>;

/** Throws a TypeError if the change is not valid in this group (RFC 9420 §12.2). */
export function covered({ group, leaf: author }: Knowledge, change: GroupChange, held: readonly Proposal[], contents: Contents): Covered {
  const { add = [], remove = [], encryptedState, leaveOut = [] } = change;
  const removed = remove.map((device) => group.leafOf(device) ?? notAMember(device));
  if (new Set(removed).size < removed.length) invalid('a device is removed twice');
  if (removed.includes(author)) invalid('the author of a commit cannot remove itself');
  const added = add.map((bytes) => contents.keyPackage(bytes) ?? invalid('not an encoded key package'));
  const devices = new Set(added.map(({ leaf }) => leaf.device));
  if (devices.size < added.length) invalid('a device is added twice');
  const own: Proposals = { encryptedState: encryptedState && encodedState(encryptedState), removed, added };
  const offered = held.filter(({ shown }) => !leaveOut.includes(shown.reference));
  const references = takenUp(offered, own, author, group);
  const all = changes(references, own);
  for (const device of devices) {
    const leaf = group.leafOf(device);
    if (leaf !== undefined && !all.removed.includes(leaf)) invalid(`${device} is already in the group`);
  }
  return { own, references, all };
}

export interface MadeCommit {
  readonly commit: Commit;
  readonly next: SymbolicGroupState;
  /** What the Welcome tells each of those added, by the reference of the key package. */
  readonly secrets: Map<string, Sealed<GroupSecrets>>;
}

/** @param name of the group context that the commit leads to */
export function makeCommit(
  old: Knowledge,
  proposals: Covered,
  name: string,
  { sizes, epochs }: { readonly sizes: MessageSizes; readonly epochs: Epochs },
): MadeCommit {
  const { leaf: author, self: device } = old;
  const { tree, addedAt } = withProposals(old.group.tree, proposals.all);
  const path = makePath(tree, author, addedAt);
  const size = sizes.leafNode(device, { hasParentHash: path.nodes.length > 0 });
  const leaf: Leaf = { kind: 'leaf', device, publicKey: path.leafKey.publicKey, size };
  const commit: Commit = { ...proposals, name, author, path: { leaf, nodes: path.nodes } };
  const group = epochs.after(old.group, commit);
  const joiner = old.secrets.joiner(path.commitSecret);
  const secrets = proposals.all.added.map(({ reference, initKey }, i) => {
    const pathSecret = secretAbove(addedAt[i] ?? author, path);
    return [reference, new Sealed<GroupSecrets>(initKey, { joiner, pathSecret, group, signer: author })] as const;
  });
  const privateKeys = keysIn(group, old.privateKeys, path.privateKeys);
  return { commit, next: memberState({ ...old, group, privateKeys }, joiner.epoch(group.name), epochs), secrets: new Map(secrets) };
}
