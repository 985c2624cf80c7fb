/** Processing somebody else's commit (RFC 9420 §12.4.2). */
import type { HeldProposal } from '../engine.js';
import type { Contents } from './contents.js';
import type { Epochs } from './epochs.js';
import { keysIn, memberState, type NodeKey, type SymbolicGroupState } from './group-state.js';
import { openMessage } from './open-message.js';
import type { Commit } from './public-group.js';
import { type Refusal, refused } from './refusal.js';
import { nodeOfLeaf } from './tree-math.js';
import { openPath } from './update-path.js';

export interface AppliedCommit {
  readonly ok: true;
  /** The committer's leaf. */
  readonly sender: number;
  readonly takenUp: readonly HeldProposal[];
  /** Undefined: the commit removed us. */
  readonly next: SymbolicGroupState | undefined;
}

export function processCommit(
  old: SymbolicGroupState,
  bytes: Uint8Array,
  { contents, epochs }: { readonly contents: Contents; readonly epochs: Epochs },
): AppliedCommit | Refusal {
  const opened = openMessage(old, bytes, 'commit', contents);
  if (!opened.ok) return opened;
  const { sender, content } = opened;
  if (content.type !== 'commit') return refused('cannot_open', 'the content is not a commit');
  const { commit } = content;
  const { knowledge, held } = old;
  if (commit.references.some((each) => !held.all.includes(each)))
    return refused('unknown_proposal', 'the commit refers to a proposal that we do not have');
  const takenUp = commit.references.map(({ shown }) => shown);
  // Whoever is removed cannot know the next epoch's secrets; also if the same commit gives its leaf to another.
  if (commit.all.removed.includes(knowledge.leaf)) return { ok: true, sender, takenUp, next: undefined };
  const privateKeys = heldKeys(old, commit);
  const path = openPath(commit.path, knowledge.leaf, privateKeys);
  if (path === undefined) return refused('cannot_open', 'the path is sealed to no key that we hold');
  const group = epochs.after(knowledge.group, commit);
  const start = knowledge.secrets.joiner(path.commitSecret).epoch(group.name);
  const known = { ...knowledge, group, privateKeys: keysIn(group, privateKeys, path.privateKeys) };
  return { ok: true, sender, takenUp, next: memberState(known, start, epochs) };
}

/** The keys from before the commit's path: if it takes up an Update of ours, with that leaf's key. */
function heldKeys({ knowledge, held }: SymbolicGroupState, { references }: Commit): Iterable<NodeKey> {
  const own = references.map((each) => held.updateKeys.get(each)).find((key) => key !== undefined);
  return own === undefined ? knowledge.privateKeys : keysIn(knowledge.group, knowledge.privateKeys, [[nodeOfLeaf(knowledge.leaf), own]]);
}
