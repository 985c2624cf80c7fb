/**
 * The tree of MLS commits as devices made them: each commit leads from one group state to another, so a commit stands for
 * the state after it. Its parent is the state that it was made in, which is what decides whether a device can process it
 * (RFC 9420 §12.4.2). What servers make of commits is another tree: `commit-events.ts`.
 */
import type { StampedFact } from '../facts/index.js';
import type { DeviceId, MlsLabel } from '../names.js';
import { type DeviceNumbers, DeviceSet } from './device-set.js';

export interface Commit {
  readonly label: MlsLabel;
  /** Absent for the state that a group was created in, and for garbage. */
  readonly parent: Commit | undefined;
  /** The number of commits that lead to this state. */
  readonly depth: number;
  /** Who is in the group after it. */
  readonly roster: DeviceSet;
  /** The number of the device that made it. Absent for the state that a group was created in. */
  readonly author: number | undefined;
}

export class CommitTree {
  readonly #commits = new Map<string, Commit>();
  readonly #numbers: DeviceNumbers;

  constructor(numbers: DeviceNumbers) {
    this.#numbers = numbers;
  }

  fact({ node, fact }: StampedFact): void {
    switch (fact.kind) {
      case 'commit_created': {
        // Garbage leads from no state anywhere: no device gets past it by processing (H40).
        const parent = fact.change === 'garbage' ? undefined : this.named(fact.parent);
        this.#grow(fact.commit, parent, fact.roster, this.#numbers.of(node as DeviceId)); // Only devices state this.
        return;
      }
      case 'state_entered':
        // The one state that no commit leads to. Its only member is its creator, a device, which states this fact.
        if (fact.via === 'creation' && node !== undefined) this.#grow(fact.state, undefined, [node as DeviceId]);
        return;
    }
  }

  /** The commit, or the state without a parent where nothing told of its making. */
  named(label: MlsLabel): Commit {
    return this.#commits.get(label) ?? this.#grow(label, undefined, []);
  }

  /** The commit of that name, if devices know of one. */
  find(label: string): Commit | undefined {
    return this.#commits.get(label);
  }

  #grow(label: MlsLabel, parent: Commit | undefined, roster: readonly DeviceId[], author?: number): Commit {
    const members = new DeviceSet();
    for (const device of roster) members.add(this.#numbers.of(device));
    const commit = { label, parent, depth: parent === undefined ? 0 : parent.depth + 1, roster: members, author };
    this.#commits.set(label, commit);
    return commit;
  }
}

/** The commit on the way to `commit` after which `depth` commits have been made; undefined if it lies deeper than `commit`. */
export function ancestorAt(commit: Commit, depth: number): Commit | undefined {
  let at: Commit | undefined = commit;
  while (at !== undefined && at.depth > depth) at = at.parent;
  return at?.depth === depth ? at : undefined;
}

/** Whether a device in the state `from` gets to `to` by processing commits in order, or is there. */
export const reaches = (from: Commit, to: Commit): boolean => ancestorAt(to, from.depth) === from;

/** The last state that both have gone through. */
export function lastCommon(a: Commit, b: Commit): Commit | undefined {
  let left = ancestorAt(a, Math.min(a.depth, b.depth));
  let right = ancestorAt(b, Math.min(a.depth, b.depth));
  while (left !== right) {
    left = left?.parent;
    right = right?.parent;
  }
  return left;
}

/** Whether the device was in the group after `since`, or joined later on the way to `tip`, and is not in it at `tip`. */
export function wasRemoved(device: number, tip: Commit, since: Commit | undefined): boolean {
  if (tip.roster.has(device)) return false;
  for (let at = tip.parent; at !== undefined && at.depth >= (since?.depth ?? 0); at = at.parent) {
    if (at.roster.has(device)) return true;
  }
  return false;
}
