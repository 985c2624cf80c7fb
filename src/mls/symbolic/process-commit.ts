/** Processing somebody else's commit (RFC 9420 §12.4.2). */
import type { Contents } from './contents.js';
import { keysIn, memberState, type SymbolicGroupState } from './group-state.js';
import { openMessage } from './open-message.js';
import { type Refusal, refused } from './refusal.js';
import { openPath } from './update-path.js';

export interface AppliedCommit {
  readonly ok: true;
  /** The committer's leaf. */
  readonly sender: number;
  /** Undefined: the commit removed us. */
  readonly next: SymbolicGroupState | undefined;
}

export function processCommit(old: SymbolicGroupState, bytes: Uint8Array, contents: Contents): AppliedCommit | Refusal {
  const opened = openMessage(old, bytes, 'commit', contents);
  if (!opened.ok) return opened;
  const { sender, content } = opened;
  if (content.type !== 'commit') return refused('cannot_open', 'the content is not a commit');
  const { commit } = content;
  const { knowledge } = old;
  // Whoever is removed cannot know the next epoch's secrets; also if the same commit gives its leaf to another.
  if (commit.removed.includes(knowledge.leaf)) return { ok: true, sender, next: undefined };
  const path = openPath(commit.path, knowledge.leaf, knowledge.privateKeys);
  if (path === undefined) return refused('cannot_open', 'the path is sealed to no key that we hold');
  const group = knowledge.group.after(commit);
  const secrets = knowledge.secrets.joiner(path.commitSecret).epoch(group);
  return {
    ok: true,
    sender,
    next: memberState({ ...knowledge, group, secrets, privateKeys: keysIn(group, knowledge.privateKeys, path.privateKeys) }),
  };
}
