/** Which of the proposals that a state holds go together in one commit (RFC 9420 §12.2). */
import type { Proposal, Proposals } from './proposals.js';
import type { PublicGroup } from './public-group.js';

/**
 * Those of the proposals held that a commit with these proposals of its author's takes up: all, except for what does not go
 * together with them or with one another (RFC 9420 §12.2). A removal goes before an update of the same leaf, a later update
 * before an earlier one, and of all else the first.
 */
export function takenUp(held: readonly Proposal[], own: Proposals, author: number, group: PublicGroup): readonly Proposal[] {
  if (held.length === 0) return held;
  const taken = new Set<Proposal>();
  /** Takes up those that are about something that nothing settles yet. */
  const take = <Subject>(from: readonly Proposal[], settled: Set<Subject>, subject: (each: Proposal) => Subject | undefined) => {
    for (const each of from) {
      const about = subject(each);
      if (about === undefined || settled.has(about)) continue;
      settled.add(about);
      taken.add(each);
    }
    return settled;
  };
  const removed = take(held, new Set([author, ...own.removed]), (each) => (each.kind === 'remove' ? each.leaf : undefined));
  take(held.toReversed(), new Set(removed), (each) => (each.kind === 'update' ? each.sender : undefined));
  const staying = group.roster.filter((device) => group.leafOf(device) === author || !removed.has(group.leafOf(device) ?? author));
  const present = new Set([...staying, ...own.added.map(({ leaf }) => leaf.device)]);
  take(held, present, (each) => (each.kind === 'add' ? each.keyPackage.leaf.device : undefined));
  const state = new Set(own.encryptedState === undefined ? [] : ['state']);
  take(held, state, (each) => (each.kind === 'encrypted_state' ? 'state' : undefined));
  return held.filter((each) => taken.has(each));
}
