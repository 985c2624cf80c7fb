/** Which commit of a room is on which branch, as a trace tells of them. */
import { type TraceFact, text } from './packed-facts.js';

/** The chain that the room ended with; the others are numbered from 1 in the order in which they began. */
export const FINAL_BRANCH = 0;

/** By event, whose bytes it carries. */
export function carriedBy(facts: readonly TraceFact[]): ReadonlyMap<string, string> {
  const carried = new Map<string, string>();
  for (const { kind, event, carries } of facts) {
    const [name, bytes] = [text(event), text(carries)];
    if (kind === 'event_created' && name !== undefined && bytes !== undefined) carried.set(name, bytes);
  }
  return carried;
}

/**
 * By commit, its branch: that of the first commit after it left the final chain.
 * @param room undefined: the scenario's own
 */
export function branchesOf(
  facts: readonly TraceFact[],
  carried: ReadonlyMap<string, string>,
  room: string | undefined = undefined,
): ReadonlyMap<string, number> {
  const parents = new Map<string, string>();
  let final: string | undefined;
  for (const fact of facts) {
    const [commit, parent] = [text(fact.commit), text(fact.parent)];
    if (fact.kind === 'commit_created' && commit !== undefined && parent !== undefined) parents.set(commit, parent);
    if (fact.kind === 'run_ended' && fact.room === room) final = carried.get(text(fact.final) ?? '');
  }
  const branches = new Map<string, number>();
  for (let at = final; at !== undefined; at = parents.get(at)) branches.set(at, FINAL_BRANCH);
  let count = FINAL_BRANCH;
  // Commits are told of after their parents.
  for (const [commit, parent] of parents) {
    if (branches.has(commit)) continue;
    const above = branches.get(parent);
    if (above === undefined || above === FINAL_BRANCH) count += 1;
    branches.set(commit, above === undefined || above === FINAL_BRANCH ? count : above);
  }
  return branches;
}
